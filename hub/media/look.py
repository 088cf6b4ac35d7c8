"""What the worker's look at a photo found, applied to its row: intake calls this in its transaction."""

from hub.accounts.actions import own_topic
from hub.db import Connection
from hub.events.append import append
from hub.jobs.kinds import Kind
from hub.jobs.types import Job
from hub.media import store
from hub.media.quality import notes
from hub.media.types import LOOK, LookAsked, LookResult, PhotoLooked


async def apply(tx: Connection, job: Job, found: LookResult) -> None:
    """Keeps the figures and tells the owner, unless the photo was erased meanwhile."""
    if found.sharpness is None:
        return
    asked = job.asked(LookAsked)
    owner = await store.looked(tx, asked.photo, found)
    if owner is not None:
        await append(
            tx,
            district=job.district,
            type="photo.looked",
            subject=asked.photo,
            area=None,
            data=PhotoLooked(notes(found.sharpness, found.brightness)),
            topics=[own_topic(owner)],
        )


KINDS = (Kind(LOOK, LookResult, apply),)
"""What the hub's intake must know of this room."""
