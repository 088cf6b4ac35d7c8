"""People on a roster by their numbers, rosters as files, and what the demo's people arrange for the desk's stories."""

import io
import zipfile
from typing import Any
from uuid import UUID

import xlsxwriter
from shequtong import Client

from hub.certification.identity import check
from hub.certification.model import PutProgramme
from tests.acceptance.conftest import DemoHub
from tests.acceptance.web.faces import SEEN, persons
from tests.support import until
from tests.workers.pictures import photo


def number(body: str) -> str:
    return body + check(body)


FATHER = number("51040319430512001")
WANG = number("51040319410101002")
MANY = 6000


def many() -> bytes:
    """A roster that takes some seconds, as an Excel file."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ("姓名", "身份证号", "社区"))
        for at in range(MANY):
            body = f"510403{1930 + at % 14}{1 + at // 999:02}15{at % 999:03}"
            sheet.write_row(at + 1, 0, ("演示老人", number(body), "金沙社区"))
    return out.getvalue()


ROSTER = "\n".join(
    (
        "姓名,身份证号,地点,手机号",
        f"钱桂兰,{number('51040319400307012')},宝鼎金沙小区,19900000031",
        f"孙志高,{number('51040319380909013')},宝鼎金沙小区,",
        "李号错,510403194003070199,宝鼎金沙小区,",
        f"周年轻,{number('51040319900307014')},宝鼎金沙小区,",
        f"吴无处,{number('51040319390107015')},没有这个小区,",
        f"郑重复,{number('51040319400307012')},宝鼎金沙小区,123",
    )
)


def pictures() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(f"{number('51040319400307012')}.jpg", photo("astronaut"))
        archive.writestr("不知是谁.jpg", photo("biden"))
    return made.getvalue()


async def wang_has_his_face(demo_hub: DemoHub, wang: UUID) -> None:
    """王秀英 is enrolled with a photo of the same man, and the district has switched on that such pairs are found."""
    async with Client(demo_hub.url) as clerk, Client(demo_hub.url) as district:
        await clerk.sign_in_demo("clerk")
        await district.sign_in_demo("district")
        sent = await clerk.upload_photo(photo("obama"))
        body = {"way": "desk", "evidence": SEEN, "photo": str(sent.id)}
        await clerk._transport.command(f"/api/certification/persons/{wang}/in-person", body, dict[str, Any])
        found: dict[str, Any] = await district._transport.get("/api/certification/programmes", dict[str, Any])
        now = found["programmes"][0]
        fields = {name: now[name] for name in PutProgramme.__struct_fields__}
        put = await district._transport._http.put(
            f"/api/certification/programmes/{now['key']}",
            json=fields | {"search_purpose": "防止一人以两个身份领取津贴"},
            headers={"Idempotency-Key": "on", **district._transport.authorization()},
        )
        put.raise_for_status()

        async def has_reference() -> bool:
            page = await persons(clerk)
            return any(one["standing"]["id"] == str(wang) and one["standing"]["reference"] for one in page)

        await until(has_reference, 60)


async def may_be_certified_by_luo(demo_hub: DemoHub) -> UUID:
    """王秀英 said at the desk that she agrees, and that 罗先生's phone may act for her."""
    async with Client(demo_hub.url) as luo, Client(demo_hub.url) as clerk:
        await luo.sign_in_demo("luo")
        await clerk.sign_in_demo("clerk")
        asked = {"name": "王秀英", "id_number": WANG, "relation": "other"}
        await luo._transport.command("/api/certification/proxies", asked, dict[str, Any])
        wang = next(one["standing"]["id"] for one in await persons(clerk) if one["name"] == "王**")
        at = f"/api/certification/persons/{wang}"
        found: dict[str, Any] = await clerk._transport.get(f"{at}/proxies", dict[str, Any])
        heard = {"way": "desk"}
        await clerk._transport.command(
            f"{at}/proxies/{found['proxies'][0]['id']}/agree", heard, dict[str, Any]
        )
        await clerk._transport.command(f"{at}/consent", {"version": 1, **heard}, dict[str, Any])
        return UUID(wang)
