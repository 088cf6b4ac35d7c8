"""The whole way: append, relay, stream, tail."""

from hub.db import Database
from tests.hub.events.support import relaying, tailing, write_all
from tests.support import District, until


async def test_events_come_once_in_order(
    db: Database, database_url: str, redis_url: str, district: District
) -> None:
    home = district.district
    await write_all(db, home, 1, 3)
    async with relaying(database_url, redis_url), tailing(database_url, redis_url, home) as reader:
        await write_all(db, home, 4, 20)
        await until(lambda: reader.tail.ring.head == 20)
    assert reader.seqs == list(range(reader.seqs[0], 21))
    entries = reader.tail.ring.after(0)
    assert entries is not None
    print(entries[0], reader.tail.from_stream, reader.tail.from_postgres)
