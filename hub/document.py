"""Writes `docs/protocol/`: the live protocol's AsyncAPI document, the tables of its README, and HTTP's OpenAPI.

`python -m hub.document` writes, `--check` only looks. Afterwards `npm run generate` in `clients/web` makes the
SDK's types from the documents. Here and not in `hub.live`, which knows no room: the rooms say what their events are.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from hub import openapi
from hub.accounts.events import RESIDENCE_CHANGED, WECHAT_CHANGED, ResidenceChanged, WechatChanged
from hub.boards.types import Board
from hub.certification.benefits.actions import CHANGED as PROPOSAL_CHANGED
from hub.certification.benefits.types import ProposalChanged
from hub.certification.events import CHANGED as CERTIFICATION_CHANGED
from hub.certification.events import CertificationChanged
from hub.certification.imports.actions import PROGRESS as IMPORT_PROGRESS
from hub.certification.imports.types import ImportProgress
from hub.duty.events import CHANGED as DUTY_CHANGED
from hub.duty.events import DutyChanged
from hub.events.redact import Redacted
from hub.family.events import ACTED as FAMILY_ACTED
from hub.family.events import CHANGED as FAMILY_CHANGED
from hub.family.events import FamilyActed, FamilyChanged
from hub.feed.events import (
    COMMENT,
    COMMENT_GONE,
    COUNTED,
    GONE,
    LIKED,
    POST,
    STEP,
    TOLD,
    CommentChanged,
    CommentGone,
    FeedTold,
    PostChanged,
    PostCounted,
    PostGone,
    PostLiked,
    PostStepped,
)
from hub.feedback.events import CHANGED as FEEDBACK_CHANGED
from hub.feedback.events import FeedbackChanged
from hub.follows.actions import CHANGED as FOLLOW_CHANGED
from hub.follows.types import Following
from hub.home.actions import CHANGED as HOME_CHANGED
from hub.home.types import HomeChanged
from hub.jobs.sweeper import JobDead
from hub.live.document import EventType, document
from hub.media.types import PhotoLooked
from hub.moderation.events import (
    BLOCK,
    MINE,
    MY_BLOCK,
    BlockChanged,
    ModerationChanged,
    MyBlockChanged,
    MyCaseChanged,
)
from hub.moderation.events import CHANGED as MODERATION_CHANGED
from hub.notices.events import CHANGED as NOTICE_CHANGED
from hub.notices.events import COVERAGE as NOTICE_COVERAGE
from hub.notices.events import READ as NOTICE_READ
from hub.notices.events import SHOWN as NOTICE_SHOWN
from hub.notices.types import NoticeChanged, NoticeCoverage, NoticeReceipt, NoticeShown
from hub.notify.lines import ADDED as TOLD_ADDED
from hub.notify.lines import READ as TOLD_READ
from hub.notify.types import ToldAdded, ToldRead
from hub.partners import events as partners
from hub.partners.types import PartnerAskChanged, PartnerOfferChanged
from hub.routing.events import CHANGED as ROUTING_CHANGED
from hub.routing.events import RoutingChanged
from hub.tickets.events import CHANGED, FOLLOWED, TicketChanged
from hub.tickets.export.actions import PROGRESS
from hub.tickets.export.types import Export
from hub.tickets.pool.reactions import CHANGED as OFFER_CHANGED
from hub.tickets.pool.types import Offer
from hub.visits.events import CHANGED as VISIT_CHANGED
from hub.visits.events import VisitChanged
from hub.volunteers import events as volunteers
from hub.volunteers.types import VolunteerCallChanged, VolunteerMineChanged
from hub.wishes import events as wishes
from hub.wishes.types import WishChanged, WishMineChanged, WishShownChanged, WishTakenChanged

FEED = ("public/<area>/feed", "neighbours/<area>/feed", "staff/<area>/feed", "own/<account>")

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "protocol"
GOLDEN = ROOT / "tests" / "contract" / "live"

EVENTS = (
    EventType(
        CHANGED,
        TicketChanged,
        (
            "staff/<area>/tickets",
            "staff/ticket/<ticket>",
            "org/<organisation>/tickets",
            "own/<account>",
            "own/<account>/work",
            "kin/<account>",
        ),
        "the ticket",
    ),
    EventType(FOLLOWED, TicketChanged, ("own/<account>", "kin/<account>"), "the ticket"),
    EventType(
        RESIDENCE_CHANGED,
        ResidenceChanged,
        ("staff/<area>/residences", "own/<account>", "kin/<account>"),
        "the residence",
    ),
    EventType(WECHAT_CHANGED, WechatChanged, ("own/<account>",), "the account"),
    EventType(DUTY_CHANGED, DutyChanged, ("staff/<area>/duty", "org/<organisation>/duty"), "the unit"),
    EventType(FEEDBACK_CHANGED, FeedbackChanged, ("staff/<area>/feedback", "own/<account>"), "the feedback"),
    EventType(MODERATION_CHANGED, ModerationChanged, ("staff/<area>/moderation",), "the case"),
    EventType(MINE, MyCaseChanged, ("own/<account>",), "the case"),
    EventType(BLOCK, BlockChanged, ("staff/<area>/moderation",), "the block"),
    EventType(MY_BLOCK, MyBlockChanged, ("own/<account>",), "the block"),
    EventType(
        CERTIFICATION_CHANGED,
        CertificationChanged,
        ("staff/<area>/certification", "own/<account>", "kin/<account>"),
        "the person",
    ),
    EventType(FAMILY_CHANGED, FamilyChanged, ("own/<account>/family", "staff/<area>/family"), "the mandate"),
    EventType(
        VISIT_CHANGED, VisitChanged, ("staff/<area>/visits", "own/<account>", "kin/<account>"), "the visit"
    ),
    EventType(FAMILY_ACTED, FamilyActed, ("own/<account>/family",), "the mandate"),
    EventType(HOME_CHANGED, HomeChanged, ("public/<district>/home",), "the area"),
    EventType(ROUTING_CHANGED, RoutingChanged, ("staff/<area>/routing",), "the area"),
    EventType(
        volunteers.CALL,
        VolunteerCallChanged,
        ("public/<area>/volunteering", "staff/<area>/volunteering", "org/<organisation>/volunteering"),
        "the call",
    ),
    EventType(volunteers.MINE, VolunteerMineChanged, ("own/<account>",), "the call"),
    EventType(
        partners.OFFER,
        PartnerOfferChanged,
        ("public/<area>/partners", "staff/<area>/partners", "org/<organisation>/partners"),
        "the offer",
    ),
    EventType(
        partners.ASK,
        PartnerAskChanged,
        ("staff/<area>/partners", "org/<organisation>/partners"),
        "what is asked",
    ),
    EventType(wishes.CHANGED, WishChanged, ("staff/<area>/wishes",), "the wish"),
    EventType(wishes.SHOWN, WishShownChanged, ("public/<area>/wishes",), "the wish"),
    EventType(wishes.MINE, WishMineChanged, ("own/<account>",), "the wish"),
    EventType(wishes.TAKEN, WishTakenChanged, ("own/<account>", "org/<organisation>/wishes"), "the wish"),
    EventType("photo.looked", PhotoLooked, ("own/<account>",), "the photo"),
    EventType(OFFER_CHANGED, Offer, ("org/<organisation>/pool",), "the offer"),
    EventType(PROGRESS, Export, ("own/<account>",), "the export"),
    EventType(
        PROPOSAL_CHANGED,
        ProposalChanged,
        ("org/<authority>/certification", "staff/<area>/certification"),
        "the proposal",
    ),
    EventType(IMPORT_PROGRESS, ImportProgress, ("own/<account>",), "the import"),
    EventType(POST, PostChanged, FEED, "the post"),
    EventType(GONE, PostGone, FEED, "the post"),
    EventType(COUNTED, PostCounted, FEED, "the post"),
    EventType(STEP, PostStepped, FEED, "the post"),
    EventType(COMMENT, CommentChanged, FEED, "the comment"),
    EventType(COMMENT_GONE, CommentGone, FEED, "the comment"),
    EventType(LIKED, PostLiked, ("own/<account>",), "the post"),
    EventType(TOLD, FeedTold, ("own/<account>",), "the post"),
    EventType(NOTICE_CHANGED, NoticeChanged, ("staff/<area>/notices", "staff/notice/<notice>"), "the notice"),
    EventType(
        NOTICE_SHOWN,
        NoticeShown,
        ("public/<area>/notices", "public/<area>/notices/<group>"),
        "the notice",
    ),
    EventType(TOLD_ADDED, ToldAdded, ("own/<account>/told",), "itself"),
    EventType(TOLD_READ, ToldRead, ("own/<account>/told",), "itself"),
    EventType(FOLLOW_CHANGED, Following, ("own/<account>",), "the followed thing"),
    EventType(NOTICE_READ, NoticeReceipt, ("own/<account>",), "the notice"),
    EventType(NOTICE_COVERAGE, NoticeCoverage, ("staff/notice/<notice>",), "the notice"),
    EventType("board.counts", Board, ("board/<area>",), "the area"),
    EventType("job.dead", JobDead, ("staff/<area>/alarms",), "the job"),
    EventType("redacted", Redacted, ("those of the earlier events",), "that of the earlier events"),
)
"""What clients may read. `access.changed` is the hub's own: nobody may subscribe to it."""

DIALOGUE = (
    ("→", "hello"), ("←", "welcome"), ("→", "subscribe"), ("←", "subscribed"), ("←", "event"), ("←", "recovered"),
    ("←", "mark"), ("→", "presence"), ("←", "presence"), ("←", "reset"), ("→", "ping"), ("←", "pong"),
)  # fmt: skip

RECONNECT = {"no": "no", "yes": "yes, with jitter", "later": "yes, after half a minute"}
LINE = 150
"""Letters of a dialogue's message; the rest is in the file."""


def files() -> dict[Path, str]:
    """What the files should hold."""
    described = document(EVENTS)
    readme = FOLDER / "README.md"
    text = readme.read_text(encoding="utf-8")
    for name, lines in _blocks(described):
        text = _replaced(text, name, "\n".join(lines))
    return {
        FOLDER / "live.asyncapi.json": _pretty(described),
        FOLDER / "http.openapi.json": _pretty(openapi.described()),
        readme: text,
    }


def _pretty(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _blocks(described: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    yield "promises", [f"- {line[2:]}" for line in described["info"]["description"].split("\n\n")[1:]]
    for operation, name in (("fromClient", "client-messages"), ("fromHub", "hub-messages")):
        yield name, _messages(described, operation)
    yield "event-types", [
        "| type | `data` | `subject` | topics |", "|---|---|---|---|",
        *(
            f"| `{each['type']}` | `{each['data']['$ref'].rpartition('/')[2]}` | {each['subject']} "
            f"| {', '.join(f'`{topic}`' if '/' in topic else topic for topic in each['topics'])} |"
            for each in described["x-event-types"]
        ),
    ]  # fmt: skip
    yield "close-codes", [
        "| code | reason | reconnect by itself? |", "|---|---|---|",
        *(
            f"| {each['code']} | {each['reason']} | {RECONNECT[each['reconnect']]} |"
            for each in described["x-close-codes"]
        ),
    ]  # fmt: skip
    yield "error-codes", [
        "| code | says |", "|---|---|",
        *(f"| `{each['code']}` | {each['message']} |" for each in described["x-error-codes"]),
    ]  # fmt: skip
    yield "limits", [
        "| bound | |", "|---|---|",
        *(f"| `{name}` | {value:g} |" for name, value in described["x-limits"].items()),
    ]  # fmt: skip
    yield "dialogue", ["```", *(_said(arrow, op) for arrow, op in DIALOGUE), "```"]


def _messages(described: Mapping[str, Any], operation: str) -> list[str]:
    components = described["components"]
    lines = ["| `op` | fields (? = may be missing) | |", "|---|---|---|"]
    for reference in described["operations"][operation]["messages"]:
        message = components["messages"][reference["$ref"].rpartition("/")[2]]
        if "allOf" in message["payload"]:
            continue  # an event with its data: another table
        schema = components["schemas"][message["payload"]["$ref"].rpartition("/")[2]]
        required = schema.get("required", ())
        fields = [f"{name}{'' if name in required else '?'}" for name in schema["properties"] if name != "op"]
        words = " ".join(schema.get("description", "").split())
        lines.append(f"| `{message['name']}` | {', '.join(fields)} | {words} |")
    return lines


def _said(arrow: str, op: str) -> str:
    folder = GOLDEN / ("client" if arrow == "→" else "hub")
    text = msgspec.json.encode(msgspec.json.decode((folder / f"{op}.json").read_bytes())).decode()
    return f"{arrow} {text if len(text) <= LINE else text[:LINE] + ' …'}"


def _replaced(text: str, name: str, block: str) -> str:
    begin, end = f"<!-- {name}: generated -->", f"<!-- /{name} -->"
    before, found, rest = text.partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise ValueError(f"README.md has no block {name!r}")
    return f"{before}{begin}\n{block}\n{end}{after}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="only look; exit 1 when a file is not up to date"
    )
    only_look = parser.parse_args().check
    stale = [path for path, text in files().items() if not path.exists() or path.read_text("utf-8") != text]
    for path in stale:
        print(f"{'stale' if only_look else 'wrote'}: {path.relative_to(ROOT)}")
        if not only_look:
            path.write_text(files()[path], encoding="utf-8")
    sys.exit(bool(stale) and only_look)


if __name__ == "__main__":
    main()
