"""What this room tells the log, and the topics it uses."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from hub.accounts.types import Residence, ResidenceState

ACCESS_CHANGED = "access.changed"
RESIDENCE_CHANGED = "residence.changed"
WECHAT_CHANGED = "wechat.changed"

AccessReason = Literal[
    "granted", "revoked", "signed_out", "password", "disabled", "family", "groups", "moved_out"
]


class AccessChanged(msgspec.Struct, frozen=True):
    """Internal. `session` when only that one ended; else everything of the account is checked again."""

    reason: AccessReason
    session: UUID | None = None


class ResidenceChanged(msgspec.Struct, frozen=True):
    """`was` None: just claimed. Names and reasons are in `residence`, which erasure blanks."""

    was: ResidenceState | None
    residence: Residence


class WechatChanged(msgspec.Struct, frozen=True):
    """`since` None: her WeChat signs her in no more."""

    since: datetime | None


def access_topic(account: UUID) -> str:
    return f"access/{account}"


def own_topic(account: UUID) -> str:
    return f"own/{account}"


def covered_topics(account: UUID) -> list[str]:
    """Where what a mandate covers is said: to herself, and to who acts for her (`kin/<account>`, `hub.family`)."""
    return [own_topic(account), f"kin/{account}"]


def residences_topic(area: UUID) -> str:
    return f"staff/{area}/residences"
