"""The web process of 社区通: HTTP, the live socket, the log and the rooms.

A room is a folder (`tickets`, `areas`, …) of always the same files; CONTRIBUTING.md shows its anatomy.
The shared core lies beside the rooms: `settings`, `errors`, `db`, `commands`, `events`, `live`.
"""
