/** What partner organisations offer. */
export default {
  partners: {
    title: 'Partners offer …',
    hint: 'Rooms, goods, skills and money that organisations share with neighbours.',
    none: 'Nothing yet. It will appear here.',
    by: '{name} offers',
    count: '{total} {unit} in all',
    left: '{left} {unit} left',
    all_given: 'all of it is in use',
    until: 'until {at}',
    how: 'Need it? Call the community, they ask for you',
  },
}
