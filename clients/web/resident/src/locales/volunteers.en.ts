/** The words of volunteering. */
export default {
  volunteers: {
    title: 'Volunteering',
    hint: 'The community and its partners call for hands. Sign up, sign in at the place; your hours are counted.',
    hours: '{hours} hours so far, {n} times',
    none: 'Nothing at the moment. It will appear here.',
    soon: 'Coming',
    mine: 'Mine',
    seats: '{taken} of {seats}',
    waiting: '{n} more in line',
    by: 'Called by {name}',
    sign_up: 'I will come',
    line_up: 'Full: stand in line',
    leave: 'I cannot come',
    state: { signed: 'You have a seat; please come in time', waiting: 'In line; you hear when there is a seat', present: 'You were there: {n} minutes' },
    code: 'Six digits shown at the place',
    come: 'I am here',
    come_hint: 'See the sign at the place',
    thanks: '{name} thanks you: {text}',
    cancelled: 'Cancelled: {why}',
  },
}
