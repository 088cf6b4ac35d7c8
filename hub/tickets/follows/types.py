"""What the commands of followers take."""

from typing import Annotated

import msgspec

from hub.tickets.types import Photos


class Follow(msgspec.Struct, frozen=True, kw_only=True):
    """`text`: what else is affected; for those who work on it."""

    text: Annotated[str, msgspec.Meta(max_length=800)] = ""
    photos: Photos = []
