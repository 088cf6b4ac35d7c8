"""home (首页): which sections the phone's first page shows, in what order, and which of them are open yet.

In: nothing but an area. Out: its sections; for who runs the service, a way to change them.

    a section is    the page
    open            goes to its address
    soon            says that it is not open yet
    hidden          does not show it

Sections are data: one row a key that holds everywhere, and rows of single areas; the nearest one wins, whole. A room
that opens sets its row in its own migration.

Topics: `public/<district>/home` says that sections of an area have changed; anybody signed in there may hear it.
What never happens: a page shows a section that its area hides.
"""
