"""Exports: any list as an xlsx file, written in the background, with live progress.

In: which list, its filter, which columns. Out: a file for whoever asked, for a day; `export.progress` on
`own/<account>`, at most twice a second.

    waiting ── running ── done        fetched until it expires, then swept
       │          ├────── failed      `reason`: the code of an error
       │          └────── waiting     the process died: when its lease is over another one begins anew, three times
       └──────────┴────── cancelled

Invariants
- A file holds what its asker may see when it is written: each row goes through the list's own rules, under the
  session that asked. Grants whose role may not export count for nothing. No phone number is ever in it.
- Memory does not grow with the rows: pages in, rows on disk in a folder of this process's own, sealed pieces out.
- A process that was thought dead cannot end an export that another has taken up (`attempt`).
- Text stays text: a cell that begins like a formula is marked as text.
- Every export that is written or fetched is an entry of the audit log.

`registry.py` names the lists: each says its columns, its filter and how its rows are read.
"""
