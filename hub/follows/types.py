"""What a digest is to who chose it."""

from datetime import datetime
from typing import Annotated

import msgspec

Hour = Annotated[int, msgspec.Meta(ge=7, le=21)]


class DigestChoice(msgspec.Struct, frozen=True):
    """`hour` of the day in Asia/Shanghai; None: no digest."""

    hour: Hour | None


class DigestStanding(msgspec.Struct, frozen=True):
    """`next_at`: when the next one is due; None: none was chosen."""

    hour: int | None
    next_at: datetime | None


class DigestSums(msgspec.Struct, frozen=True):
    """What happened since the last: reports of hers and followed ones with news, words of neighbours to her, notices
    not read."""

    tickets: int
    neighbours: int
    notices: int

    @property
    def nothing(self) -> bool:
        return self.tickets + self.neighbours + self.notices == 0
