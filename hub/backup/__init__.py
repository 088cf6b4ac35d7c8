"""backup: copies of everything that is not to be lost, and the way back to any moment they cover.

In: a running district (PostgreSQL and the store of photos). Out: a folder

    <folder>/base/<time>/          a whole copy of PostgreSQL: data/, backup.json (written last: without it, unfinished)
    <folder>/wal/                  PostgreSQL's log since, streamed as it is written (`archive`)
    <folder>/media/                every photo of the store; sealed, as they lie there
    <folder>/gone/<day>/           photos that were erased since, until no copy is older than that

What is not in it: the sealing keys (`FIELD_KEYS`) and passwords. Keep the keys elsewhere: a copy without them opens no
field and no photo, and with them in the same folder it would open all. Redis is not copied: it holds nothing.

Invariants
- A copy is used only when it is complete and PostgreSQL's own manifest of it is right, file by file.
- A restore never writes over data: it makes a new folder, or says what is in the way.
- A restored log is another one (a new epoch): phones and consoles that saw more than was brought back fetch anew.
- What a person had erased is in no copy longer than copies are kept.
"""
