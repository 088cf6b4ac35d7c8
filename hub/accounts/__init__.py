"""accounts: who people are, how they sign in, what they may do where, and who lives where (入驻核实).

In: phone codes, passwords, session tokens, claims of a dwelling. Out: a `Principal` for every request and
socket. Topics: `own/<account>` (what concerns this person), `staff/<area>/residences` (claims, for those who
check them), `access/<account>` (internal: the live socket re-checks that account).

Invariants
- A token, ticket or code is stored only as a hash; phone numbers and second-factor secrets only sealed.
- A code works 5 minutes and 5 tries, an authenticator's code once, a live or page ticket once: kept in PostgreSQL.
- Who signs in with a password has a second factor, or a session that may do nothing but bind one (`binding`, on no
  socket); binding one ends the account's other sessions. Ten recovery codes, keyed hashes, each for one sign-in.
- A WeChat signs in the one resident who bound it, never staff; a code of `wx.login` works once.
- A page's session ends with the session whose ticket opened it.
- An unknown user name costs the same time and gives the same answer as a wrong password.
- Every change of what an account may do appends `access.changed` in the transaction that changes it.
- A grant holds on an area and everything below it; what one may not know of is 404, not 403.
- No residence is verified without the roster or a person who checked, and nobody checks their own.
"""
