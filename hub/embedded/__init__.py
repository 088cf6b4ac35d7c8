"""PostgreSQL, Valkey and Node from wheels, for one machine: the demo and the tests.

A real district runs its own servers and sets `DATABASE_URL` and `REDIS_URL`; nothing here is used then.
Servers listen on loopback only, ask for a password made at first start, and never run as root's PostgreSQL
refuses to: as root it runs as `nobody`.
"""
