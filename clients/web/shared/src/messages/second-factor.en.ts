/** Words of binding an authenticator; they come with the page. */
export default {
  title: 'Bind an authenticator',
  why: 'Hello {name}. Staff sign in with a password and a code from an authenticator. Please bind one first: about a minute, and only once.',
  app: 'Install an authenticator app on your phone, such as Microsoft Authenticator or the password manager it came with.',
  scan: 'Scan this code with it.',
  code_image: 'The code to scan',
  here: 'Open the authenticator on this phone',
  by_hand: 'Cannot scan? Type this key',
  type: 'Type the 6 digits it shows',
  bind: 'Bind',
  later: 'Not now, sign out',
  done: 'Bound. Please keep the recovery codes',
  keep: 'When your phone is lost or not with you, type a recovery code in the place of the 6 digits. Each works once, and they are shown only now. Print them or write them down, keep them like a key, and send no photo of them to anybody.',
  of: '{name} · Shequtong recovery codes · {day}',
  print: 'Print',
  kept: 'I have kept them',
  go: 'Begin',
}
