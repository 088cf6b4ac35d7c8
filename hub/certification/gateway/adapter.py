"""The contract with public security's face comparison: one signed POST (`hub.webhook`), a verdict and a score.

request   {"id", "name", "id_number", "photo" (base64 of a JPEG)}
200       {"same": true | false, "score": 0 … 1}
else      away: asked again later
"""

from typing import Annotated
from uuid import UUID

import msgspec


class GatewayAsked(msgspec.Struct, frozen=True):
    id: UUID
    name: str
    id_number: str
    photo: bytes

    def __repr__(self) -> str:
        return f"GatewayAsked({self.id})"


class GatewayAnswer(msgspec.Struct, frozen=True):
    """All that is read of what comes back."""

    same: bool
    score: Annotated[float, msgspec.Meta(ge=0, le=1)]
