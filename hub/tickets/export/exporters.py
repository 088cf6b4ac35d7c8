"""Every list that can be exported, by name; each part of the room has its own, other rooms what is theirs."""

from hub.notices import export as notices
from hub.tickets.export import lists, repeats, sums
from hub.tickets.export.registry import Exporter

EXPORTERS: dict[str, Exporter] = {
    one.name: one
    for one in (
        *lists.EXPORTERS,
        *sums.EXPORTERS,
        *repeats.EXPORTERS,
        *notices.EXPORTERS,
    )
}  # fmt: skip
