"""F1: a page of a timeline among a million posts, beside the same among a thousand.

Two databases on one server, every post in one community: the worst case. Pages are read as a route reads them (rights,
posts, likes, photos), in turn from the one and the other, so that whatever else the machine does falls on both. Kinds
of pages in equal parts: the newest, one somewhere below, one of a topic, one's own. Searches are measured beside it.
"""

import asyncio
import base64
import os
import random
import shutil
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from uuid import UUID, uuid4

import asyncpg

from hub import cursors
from hub.accounts.types import Principal
from hub.db import Database
from hub.db.migrator import migrate
from hub.demo.seed import seed
from hub.embedded.postgres import OWNER, SERVING, Postgres
from hub.feed import reading
from hub.settings import Settings
from tests.bench.report import Result
from tests.bench.scale import Scale

BAR = 1.5
FEW = 1000
AUTHORS = 2000
WORDS = {"停水": "common", "三角梅": "rare", "停 水": "nothing"}
"""Of what is searched: in one post of twenty, in one of ten thousand, too short to find anything."""


class Place:
    """One database with its posts, and somebody who reads them."""

    def __init__(self, postgres: Postgres, name: str, folder: Path) -> None:
        self.postgres, self.name = postgres, name
        self.settings = Settings(
            database_url=postgres.url(name, SERVING), owner_database_url=postgres.url(name, OWNER), redis_url="",
            field_keys="1:" + base64.b64encode(os.urandom(32)).decode(), data_dir=folder, cookie_secure=False,
        )  # fmt: skip
        self.db: Database
        self.reader: Principal
        self.area: UUID

    async def fill(self, posts: int) -> None:
        await self.postgres.prepare(self.name)
        await migrate(self.settings.owner_url())
        await seed(self.settings, "unused")
        owner = await asyncpg.connect(self.settings.owner_url())
        row = await owner.fetchrow(
            "SELECT a.id, a.district, a.name, d.path, c.id AS area FROM accounts a"
            " JOIN residences r ON r.account = a.id JOIN areas d ON d.id = r.dwelling"
            " JOIN areas c ON c.id = ANY (d.path) AND c.level = 'community' WHERE a.demo_key = 'an'"
        )
        assert row is not None
        self.area = row["area"]
        self.reader = Principal(
            account=row["id"], session=uuid4(), district=row["district"], kind="resident", name=row["name"],
            practice=False, locale="zh-CN", grants=(), expires_at=datetime.now(UTC) + timedelta(days=1),
        )  # fmt: skip
        await owner.execute("SET maintenance_work_mem = '1GB'")
        made = await owner.fetchval("SELECT indexdef FROM pg_indexes WHERE indexname = 'posts_pairs'")
        await owner.execute("DROP INDEX posts_pairs")
        await owner.execute(FILL, self.area, AUTHORS, posts, row["id"])
        await owner.execute(FILE, self.area)
        began = time.perf_counter()
        await owner.execute(made)
        self.indexed = time.perf_counter() - began
        await owner.execute("VACUUM ANALYZE")
        await owner.close()
        self.posts = posts
        self.db = await Database.open(self.settings.database_url, max_size=2)

    async def page(self, kind: str) -> float:
        """Seconds for a page."""
        after = None
        if kind == "below":
            # Posts stand a minute apart: anywhere among them.
            back = timedelta(minutes=random.randrange(self.posts))
            after = cursors.at(datetime.now(UTC) - back, uuid4())
        began = time.perf_counter()
        if kind == "mine":
            page = await reading.mine(self.db, self.reader, self.settings, None, 20)
        else:
            page = await reading.timeline(
                self.db, self.reader, self.settings, self.area, topic="停水" if kind == "topic" else None,
                words=kind.removeprefix("?") if kind.startswith("?") else None, after=after, limit=20,
            )  # fmt: skip
        took = time.perf_counter() - began
        assert page.posts or kind in ("below", "?停 水", "?三角梅")
        return took


# A minute apart, back from now; in texts of about 30 letters, one word of a list each, sometimes a rare one.
FILL = """
INSERT INTO posts (district, area, path, author, name, neighbour_name, verified, badges, text, topics, state, shown_at,
                   created_at)
SELECT a.path[1], a.id, a.path, CASE WHEN n % $2 = 0 THEN $4::uuid ELSE p.ids[1 + n % cardinality(p.ids)] END,
       '邻居', '邻居', true, '{}',
       (ARRAY['小区门口','广场边','菜市场旁','三单元','地下车库','幼儿园门前','活动室','老年食堂'])[1 + n % 8]
       || (ARRAY['今天','昨晚','刚才','明天早上','这两天'])[1 + (n / 8) % 5]
       || (ARRAY['停水了','路灯不亮','有人丢了钥匙','电梯在检修','车位被占','垃圾没有清','邻居帮了大忙','猫走丢了',
                 '有磨刀的师傅','书法班招人','快递放错了','水压很小','门禁刷不开','树枝快断了','井盖松了','广播声音大','孩子们在踢球','桂花开了',
                 '雨棚漏水','单车乱停'])[1 + (n / 40) % 20]
       || CASE WHEN n % 10000 = 7 THEN '，三角梅开得正好' ELSE '，请邻居们留意一下，谢谢大家' || (n % 997) END,
       CASE WHEN (n / 40) % 20 = 0 THEN '{停水}'::text[] ELSE '{}' END, 'shown',
       app_now() - make_interval(mins => n), app_now() - make_interval(mins => n)
  FROM areas a, (SELECT array_agg(id) AS ids FROM accounts WHERE kind = 'resident') p, generate_series(1, $3::int) n
 WHERE a.id = $1
"""
FILE = """
INSERT INTO post_topics (area, topic, shown_at, post)
SELECT area, t, shown_at, id FROM posts, unnest(topics) t WHERE area = $1 ON CONFLICT DO NOTHING
"""
KINDS = ("newest", "below", "topic", "mine")


async def run(scale: Scale) -> Result:
    folder = Path(tempfile.mkdtemp(prefix="shequ-bench-"))
    folder.chmod(0o755)
    postgres = Postgres(folder / "postgres", durable=False)
    await asyncio.to_thread(postgres.start)
    try:
        few, many = Place(postgres, "few", folder), Place(postgres, "many", folder)
        await few.fill(min(FEW, scale.posts // 2))
        await many.fill(scale.posts)
        took: dict[tuple[str, str], list[float]] = {}
        for number in range(scale.rounds * 500 if scale.others else 20):
            for kind in KINDS:
                for place in (few, many) if number % 2 else (many, few):
                    took.setdefault((place.name, kind), []).append(await place.page(kind))
            if number % 25 == 0:
                for words in WORDS:
                    took.setdefault(("many", f"?{words}"), []).append(await many.page(f"?{words}"))
        for place in (few, many):
            await place.db.close()
    finally:
        await asyncio.to_thread(postgres.stop)
        shutil.rmtree(folder, ignore_errors=True)
    pages = {name: sorted(one for kind in KINDS for one in took[name, kind][1:]) for name in ("few", "many")}
    p99 = {name: times[int(len(times) * 0.99)] * 1e3 for name, times in pages.items()}
    p50 = {name: median(times) * 1e3 for name, times in pages.items()}
    more: dict[str, object] = {
        "posts": scale.posts, "p50": p50["many"], "p50 among a thousand": p50["few"],
        "ratio of p99": p99["many"] / p99["few"],
        "index of pairs built": many.indexed * 1e3,
    }  # fmt: skip
    more |= {f"p50 of {kind}": median(took["many", kind]) * 1e3 for kind in KINDS}
    more |= {
        f"search, {found}, p50": median(took["many", f"?{words}"]) * 1e3 for words, found in WORDS.items()
    }
    return Result(
        name="F1", title=f"a page of a timeline among {scale.posts:,} posts, p99", unit="ms", ours=p99["many"],
        bar=f"≤ {BAR} × that among {min(FEW, scale.posts // 2):,}", met=p99["many"] <= BAR * p99["few"],
        beside={f"among {min(FEW, scale.posts // 2):,} posts": p99["few"]}, more=more,
    )  # fmt: skip
