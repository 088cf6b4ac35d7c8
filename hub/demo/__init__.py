"""The demo: 西区 on one machine, from nothing to a running hub in one command.

In: `xiqu.yaml`, the wheels' PostgreSQL and Valkey. Out: a seeded district, supervised processes, one-click
sign-ins, an inbox that shows every message, a gentle stream of reports that are marked as practice.
Nothing of a real district's service depends on this folder.
"""
