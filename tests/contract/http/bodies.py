"""What is sent to a route where the smallest body that decodes would be refused before rights are looked at."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.contract.http.routes import Route, filled
from tests.hub.media import pictures
from tests.hub.media.test_files import PDF
from tests.hub.media.test_voices import WEBM

WORDS = {"zh": {"title": "停水", "text": "明天停水"}}
CSV = "姓名,身份证号,电话,地址,备注\n".encode()
LATER = (datetime.now(UTC) + timedelta(days=20)).isoformat()
DAY = LATER[:10]


def request(route: Route, known: dict[str, Any]) -> dict[str, Any]:
    """Body, questions or file of a right request, as httpx takes them. `known`: ids by name."""
    match route.name:
        case "POST /api/photos":
            return {"files": {"photo": ("a.jpg", pictures.jpeg(), "image/jpeg")}}
        case "POST /api/files":
            return {"files": {"file": ("停水.pdf", PDF)}}
        case "POST /api/voices":
            return {"content": WEBM}
        case "POST /api/certification/imports" | "POST /api/certification/imports/try":
            asked = {"programme": known["programme"], "table_bytes": len(CSV), "name": "名册.csv"}
            return {"content": CSV, "params": asked}
    body, asked = filled(route, known)
    if isinstance(body, dict):
        body |= _more(route.name, known)
    if route.path in ("/api/posts", "/api/notices/reach"):
        asked |= {"area": known["community"], "areas": known["community"]}
    return {"json": body, "params": asked | QUESTIONS.get(route.name, {})}


NEEDS: dict[str, tuple[str, ...]] = {
    "PUT /api/calendars/uses": ("calendar",),
    "POST /api/moderation/reports": ("post",),
    "POST /api/moderation/cases": ("post",),
    "POST /api/tickets/{ticket}/merge": ("another_ticket",),
    "POST /api/desk/macros/{tool}/preview": ("ticket",),
    "POST /api/desk/macros/{tool}/run": ("ticket",),
    "GET /api/desk/templates/{tool}/text": ("ticket",),
}
"""Kinds of things that a body or a question is about."""

OWN_PHOTO = (
    "POST /api/tickets/{ticket}/arrive", "POST /api/certification/persons/{person}/attempts", "POST /api/posts",
)  # fmt: skip
"""Who asks sends a photo of her own."""

QUESTIONS: dict[str, dict[str, Any]] = {
    "GET /api/rates": {"from": "2026-01-01", "to": "2026-03-31"},
    "GET /api/rates/tickets": {"from": "2026-01-01", "to": "2026-03-31"},
    "GET /api/calendars/{calendar}/preview": {"days": 3},
}


def _more(name: str, known: dict[str, Any]) -> dict[str, Any]:
    community = known["community"]
    match name:
        case "PUT /api/calendars/uses":
            return {"area": community, "calendar": known["calendar"]}
        case "PUT /api/holidays/{year}":
            return {"days": []}
        case "POST /api/doors/sheet":
            return {"estate": known["estate"]}
        case "PUT /api/home/{area}/sections/{key}":
            return {"icon": "report", "name": "报修", "name_en": "Report", "state": "soon"}
        case "POST /api/notices" | "PUT /api/notices/{notice}":
            return {"kind": "notice", "areas": [community], "words": WORDS}
        case "POST /api/notices/{notice}/correct":
            return {"words": WORDS}
        case "POST /api/desk/views" | "PUT /api/desk/views/{tool}":
            return {"body": {"list": "mine", "filter": {}}}
        case "POST /api/moderation/reports" | "POST /api/moderation/cases":
            return {"kind": "post", "subject": known["post"]}
        case "POST /api/moderation/cases/{case}/photos/{photo}/redact":
            return {"rectangles": [{"x": 0, "y": 0, "width": 0.5, "height": 0.5}]}
        case "PUT /api/moderation/settings":
            return {"outer_check": False, "reports_hold": False}  # what is written here later is shown
        case "POST /api/moderation/blocks":
            return {"until": LATER, "account": known["blocked"]}
        case "POST /api/calendars":
            return {"name": known["new_name"]}
        case "POST /api/tickets" | "POST /api/tickets/among-staff" | "POST /api/tickets/on-behalf":
            return {"text": "门口堵了"}
        case "POST /api/tickets/{ticket}/answer":
            return {"text": "还没有好"}
        case "POST /api/tickets/{ticket}/arrive":
            return {"photos": [known["own_photo"]]}
        case "POST /api/tickets/{ticket}/dispatch":
            return {"organisation": known["organisation"]}
        case "POST /api/tickets/{ticket}/call-backs":
            return {"reached": True, "resolved": True, "satisfaction": 5}
        case "POST /api/tickets/{ticket}/reject":
            return {"next": {"organisation": known["organisation"]}}
        case "POST /api/tickets/{ticket}/requests":
            return {"kind": "extend", "more": {"amount": 1, "unit": "d"}}
        case "POST /api/tickets/{ticket}/merge":
            return {"into": known["another_ticket"]}
        case "POST /api/certification/persons/{person}/in-person":
            return {"evidence": "核对身份证原件，本人到场"}
        case "POST /api/certification/persons/{person}/attempts":
            return {"photo": known["own_photo"], "freshness": "newspaper"}
        case "POST /api/posts":
            return {"area": community, "photos": [known["own_photo"]]}
        case "POST /api/certification/persons/{person}/proposals":
            return {"reason": "逾期未认证"}
        case "POST /api/certification/attempts/{attempt}/appeal":
            return {"text": "就是我本人"}
        case "POST /api/family":
            return {"until": DAY}
        case "POST /api/visits/{visit}/propose":
            return {"day": DAY}
        case "POST /api/visits/{visit}/cancel":
            return {"note": "不用来了"}
        case "POST /api/partner-offers":
            return {"areas": [community], "ends_at": LATER}
        case "POST /api/volunteer-calls":
            return {"starts_at": LATER, "ends_at": LATER[:11] + "23:59:00+00:00"}
        case "POST /api/page-tickets":
            return {"page": "/report"}
    return {}
