"""One leads; a leader that is not seen any more is ended."""

import asyncio

import pytest

from hub.events import connect
from hub.events.leader import Leader, LeadershipLostError, rest
from tests.hub.events.support import Owner


async def test_one_leads_and_the_next_when_it_goes(database_url: str) -> None:
    first, second = [await connect.postgres(database_url, "test") for _ in range(2)]
    assert await Leader().stand(first)
    assert not await Leader().stand(second)
    await first.close()
    assert await Leader().stand(second)
    await second.close()


async def test_a_leader_seen_lately_is_left_alone(database_url: str, owner: Owner) -> None:
    leader, standby = [await connect.postgres(database_url, "test") for _ in range(2)]
    work = Leader(beat_every=0)
    assert await work.stand(leader)
    await owner.execute("UPDATE relay_leader SET beat = beat - interval '2.9 seconds'")
    assert not await Leader().stand(standby)
    assert await work.beat(leader)
    await owner.execute("UPDATE relay_leader SET beat = beat - interval '2.9 seconds'")
    assert not await Leader().stand(standby), "a beat put it off"
    for session in (leader, standby):
        await session.close()


async def test_a_stale_leader_is_ended_and_replaced(database_url: str, owner: Owner) -> None:
    leader, standby = [await connect.postgres(database_url, "test") for _ in range(2)]
    assert await Leader().stand(leader)
    await leader.execute("BEGIN")
    await leader.execute("SELECT pg_advisory_xact_lock(hashtextextended('log:x', 0))")
    await owner.execute("UPDATE relay_leader SET beat = beat - interval '3.1 seconds'")
    other = Leader()
    assert await other.stand(standby)
    assert other.takeovers == 1
    with pytest.raises(connect.POSTGRES_LOST):
        await Leader(beat_every=0).beat(leader)
    assert await standby.fetchval("SELECT pg_try_advisory_lock(hashtextextended('log:x', 0))"), (
        "its locks are free"
    )
    await connect.hang_up(leader)
    await connect.hang_up(standby)


async def test_a_heartbeat_of_another_session_proves_nothing(database_url: str, owner: Owner) -> None:
    """Nobody is ended for the beat of one who led before."""
    leader, standby = [await connect.postgres(database_url, "test") for _ in range(2)]
    assert await Leader().stand(leader)
    await owner.execute("UPDATE relay_leader SET pid = 1, beat = beat - interval '1 hour'")
    assert not await Leader().stand(standby)
    with pytest.raises(LeadershipLostError):
        await Leader(beat_every=0).beat(leader)
    for session in (leader, standby):
        await session.close()


async def test_beats_are_by_postgresql_s_clock(database_url: str, owner: Owner) -> None:
    session = await connect.postgres(database_url, "test")
    await owner.execute("UPDATE app_clock SET ahead = interval '1 day'")  # of tests: not for leadership
    assert await Leader().stand(session)
    assert await owner.fetchval(
        "SELECT abs(extract(epoch FROM clock_timestamp() - beat)) < 60 FROM relay_leader"
    )
    await session.close()


async def test_rest_ends_early_when_all_stops() -> None:
    stop = asyncio.Event()
    await rest(stop, 0)
    stop.set()
    await rest(stop, 3600)
