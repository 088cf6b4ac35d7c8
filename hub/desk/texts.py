"""Texts with variables: which there are, and what they are for a ticket. Pure.

Only `{name}` is read, by our own table: no format language, no attributes, nothing of the program.
"""

import re
from collections.abc import Callable
from zoneinfo import ZoneInfo

from hub.accounts.types import Principal
from hub.errors import DomainError
from hub.tickets.types import Ticket

_HERE = ZoneInfo("Asia/Shanghai")
_VARIABLE = re.compile(r"\{([a-z_]{1,30})\}")

VARIABLES: dict[str, Callable[[Ticket, Principal], str | None]] = {
    "reporter_first": lambda ticket, by: ticket.reporter.name.split()[0] if ticket.reporter else None,
    "number": lambda ticket, by: f"{ticket.number // 1000} {ticket.number % 1000:03}",
    "place": lambda ticket, by: ticket.place,
    "promised": lambda ticket, by: f"{ticket.resolve_by.astimezone(_HERE):%Y-%m-%d %H:%M}",
    "unit": lambda ticket, by: ticket.desk_name,
    "handler": lambda ticket, by: ticket.holder.name,
    "clerk": lambda ticket, by: by.name,
}


def check(text: str) -> str:
    """A text whose variables there are.

    Raises:
        DomainError: `desk.variable_unknown`, `desk.braces`.
    """
    for name in _VARIABLE.findall(text):
        if name not in VARIABLES:
            raise DomainError(
                "desk.variable_unknown", name=name, known=" ".join(f"{{{n}}}" for n in VARIABLES)
            )
    if set("{}") & set(_VARIABLE.sub("", text)):
        raise DomainError("desk.braces")
    return text


def render(text: str, ticket: Ticket, by: Principal) -> str:
    """The text for a ticket, as `by` may see it.

    Raises:
        DomainError: those of `check`; `desk.variable_missing`.
    """

    def value(match: re.Match[str]) -> str:
        found = VARIABLES[match[1]](ticket, by)
        if not found:
            raise DomainError("desk.variable_missing", name=match[1])
        return found

    return _VARIABLE.sub(value, check(text))
