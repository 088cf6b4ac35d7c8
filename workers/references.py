"""Templates in the sealed store: opened in this process's memory, never elsewhere."""

from uuid import UUID

import msgspec

from hub.certification.types import Model, Template
from hub.media.objects import Objects
from hub.sealing import SealError
from models.manifest import manifest


class BrokenReferenceError(Exception):
    """The template is gone, does not open, or holds something else."""


def current() -> Model:
    """The set this program runs. Its version carries the embedding's hash: other templates are of no use to it."""
    embed = manifest().of("embed")
    return Model(embed.name, f"{embed.version}+{embed.sha256[:8]}")


async def load(objects: Objects, name: UUID) -> Template:
    """A person's template.

    Raises:
        BrokenReferenceError: there is none that could be used.
        DomainError: `unavailable`: the store is away.
    """
    try:
        content = await objects.get(name, "template")
        if content is None:
            raise BrokenReferenceError
        return msgspec.msgpack.decode(content, type=Template)
    except (SealError, msgspec.ValidationError, msgspec.DecodeError):
        raise BrokenReferenceError from None


async def save(objects: Objects, name: UUID, vector: bytes) -> None:
    """Writes a template of the current set."""
    model = current()
    await objects.put(name, "template", msgspec.msgpack.encode(Template(model.name, model.version, vector)))


def comparable(template: Template) -> bool:
    """Whether it is of the set this program runs."""
    return (template.name, template.version) == tuple(msgspec.structs.astuple(current()))
