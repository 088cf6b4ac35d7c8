"""Who reads and who edits calendars. Pure."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from hub.accounts.types import Principal, Role

# The whole district's hours and holidays are theirs.
DISTRICT_ROLES: tuple[Role, ...] = ("platform_operator", "district_coord")


def may_read(principal: Principal) -> bool:
    return principal.kind == "staff"


def may_edit_all(principal: Principal) -> bool:
    return principal.kind == "staff" and principal.holds(*DISTRICT_ROLES, path={principal.district})


def may_edit_for(principal: Principal, path: Sequence[UUID]) -> bool:
    """Whether the hours of an area are this principal's to set."""
    if may_edit_all(principal):
        return True
    return principal.kind == "staff" and principal.holds("community_secretary", path=path)


def may_edit(principal: Principal, uses: Iterable[Sequence[UUID] | None]) -> bool:
    """Whether a calendar is: `uses` are the paths of the areas that go by it, None for an organisation. A secretary
    edits what only her own area goes by."""
    if may_edit_all(principal):
        return True
    paths = list(uses)
    return bool(paths) and all(path is not None and may_edit_for(principal, path) for path in paths)
