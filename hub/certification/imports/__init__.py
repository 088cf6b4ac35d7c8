"""imports: a roster from an xlsx or csv file, with a zip of reference photos beside it.

In: a table whose first line names its columns (姓名 身份证号 地点, and 手机号 到期日 where known); pictures named by
the identity number. Out: persons on the roster, and every bad row by its number and reasons.

    (dry run) ── report, nothing kept
    waiting ── running ── done · failed · cancelled       progress on `own/<account>` at each batch

Invariants
- The file is read in a bounded child: what is in it cannot fill or stop the hub.
- The same file twice changes nothing the second time: who is there is compared, not added.
- A batch and its progress are one transaction; a process that dies leaves the rest to another.
- Reports hold numbers of rows and codes, never what stood there. The rows lie sealed until they are imported.
- A reference photo is kept sealed and nothing is made of it before its person agrees.
"""
