"""PostgreSQL: the pool, named queries, the migrator.

`Database` owns an asyncpg pool and hands out transactions and plain connections; a lost server becomes
`DomainError("unavailable")`, never a false success. Queries live in each room's `queries.sql` under a name
and a sentence (`load_queries`). Nothing here knows a table but the migrator's own.
"""

from hub.db.pool import Connection, Database, Joined
from hub.db.queries import Queries, load_queries

__all__ = ["Connection", "Database", "Joined", "Queries", "load_queries"]
