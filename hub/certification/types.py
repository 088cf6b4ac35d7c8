"""The contract with the workers: what a job asks and what comes back. Nothing here touches a database.

Every UUID below is the name of a sealed object in the store (`hub.media.objects`), never a row's id:

    photo      variant `full`      a JPEG, upright, at most 2560 pixels long; gone once its verdict is final
    template   variant `template`  a `Template` in MessagePack
    list       variant `list`      a `Candidates` in MessagePack

The store seals with the key ring of the settings and binds each object to its name, so a worker opens a reference
with nothing but `open_objects(settings)`; a job names the objects and holds no key.

A new template is written under the name the hub chose (`template_out`), so a job done twice leaves one object, and
one that nobody waits for any more is found by its name and deleted.
"""

from datetime import date
from typing import Final, Literal
from uuid import UUID

import msgspec

CERTIFY: Final = "certify"
"""The job kind: is this the person of the reference, alive, today? `CertifyAsked` → `CertifyResult`."""
ENROL: Final = "face_template"
"""The job kind: a template from a reference photo. `EnrolAsked` → `EnrolResult`."""
SEARCH: Final = "face_search"
"""The job kind: who else has this face? Only where switched on. `SearchAsked` → `SearchResult`."""

Band = Literal["pass", "review", "retake"]
"""pass: certified. review: a person decides. retake: another photo, with the advice of the reasons."""

RetakeReason = Literal[
    "no_face",
    "many_faces",
    "face_small",
    "face_turned",
    "face_covered",
    "blurred",
    "dark",
    "bright",
    "photo_broken",
    "newspaper_missing",
    "newspaper_unreadable",
    "newspaper_old",
    "code_missing",
    "code_unreadable",
    "code_wrong",
]
"""What the person can do something about; the page says what, in the reader's language:
没有拍到人脸 · 画面里不止一个人 · 靠近一点 · 请正对镜头 · 请不要遮挡脸部 · 手机拿稳一点 · 光线太暗 · 光线太亮 ·
照片损坏 · 没有看到报纸 · 报纸日期看不清 · 报纸不是近期的 · 没有看到验证码 · 验证码看不清 · 验证码不对."""

ReviewReason = Literal[
    "unlike",
    "unsure",
    "liveness_low",
    "no_reference",
    "reference_broken",
    "freshness_unsure",
    "model_failed",
    "model_differs",
]
"""What a person must look at. `unlike`: surely below the pass threshold; `unsure`: just below it;
`model_failed`: a file with another hash, a model that raised or hung; `model_differs`: the reference's template is of
another model and there is no photo to make one anew from."""

Reason = RetakeReason | ReviewReason


class Newspaper(msgspec.Struct, frozen=True, tag_field="kind", tag="newspaper"):
    """A newspaper in the photo whose printed date lies in these bounds, both days included."""

    earliest: date
    latest: date


class OneTimeCode(msgspec.Struct, frozen=True, tag_field="kind", tag="code"):
    """Digits shown on the phone and written on paper. They name nobody and are good for minutes, so they travel."""

    code: str


Freshness = Newspaper | OneTimeCode


class Model(msgspec.Struct, frozen=True):
    """A model set of the manifest."""

    name: str
    version: str


class CertifyAsked(msgspec.Struct, frozen=True, kw_only=True):
    """One try of one person."""

    photo: UUID
    second_photo: UUID | None = None
    """Of the same moment, e.g. closer to the face; better evidence, never needed."""
    template: UUID | None = None
    """The reference. None: there is none yet; then `review` with `no_reference`, freshness and quality all the same."""
    reference_photo: UUID | None = None
    """Where it is kept: to make a template anew when the one there is of another model version."""
    template_out: UUID | None = None
    """Where to write a template made anew from `reference_photo`; None: nowhere."""
    model: Model | None = None
    """The set to use; None: the manifest's default."""
    freshness: Freshness | None = None
    """None: not asked for (at a desk, at home: an official is there)."""


class FreshnessFound(msgspec.Struct, frozen=True):
    """What was read. `outcome`: `fresh`, `stale` (read, and wrong), `unreadable`, `missing`, `unasked`."""

    outcome: Literal["fresh", "stale", "unreadable", "missing", "unasked"]
    printed: date | None = None
    """The date that was read."""
    masthead: str = ""
    """The newspaper's name, at most 40 letters; no other word of what was read."""
    confidence: float | None = None
    """0 … 1, of the reading."""


class Quality(msgspec.Struct, frozen=True, kw_only=True):
    """Figures of the face that was compared; None: there was none to measure."""

    faces: int = 0
    face_pixels: float | None = None
    """Distance of the eyes, in pixels of the stored photo."""
    sharpness: float | None = None
    """Variance of the Laplacian of the aligned face."""
    brightness: float | None = None
    """Mean grey of the face, 0 black … 255 white."""
    yaw: float | None = None
    """Degrees to the side, 0: facing the camera."""
    pitch: float | None = None
    """Degrees up or down."""


class CertifyResult(msgspec.Struct, frozen=True, kw_only=True):
    """What the worker saw. It never raises for a photo it cannot read or a model that fails: it says so here, and a
    person decides. What it does raise is a failed attempt of the job."""

    band: Band
    reasons: tuple[Reason, ...] = ()
    """Empty only with `pass`; the weightiest first."""
    similarity: float | None = None
    """Cosine, -1 … 1; None: nothing was compared."""
    threshold: float | None = None
    """The pass threshold of the manifest that `similarity` was held against."""
    liveness: float | None = None
    """0 … 1, one signal of several."""
    freshness: FreshnessFound = FreshnessFound("unasked")
    quality: Quality = Quality()
    model: Model | None = None
    """The set that was used; None: none could be."""
    template_written: bool = False
    """A template lies at `template_out`."""
    milliseconds: int = 0
    """Of work, without waiting."""


class EnrolAsked(msgspec.Struct, frozen=True, kw_only=True):
    """A template of the one face of `photo`, written to `template_out`."""

    photo: UUID
    template_out: UUID
    model: Model | None = None


class EnrolResult(msgspec.Struct, frozen=True, kw_only=True):
    """`made`: a template of `model` lies at `template_out`; otherwise `reasons` say what is wrong with the photo."""

    made: bool
    reasons: tuple[Reason, ...] = ()
    quality: Quality = Quality()
    model: Model | None = None


class SearchAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Compares `template` with each of `candidates` (a `list` object, without the person's own)."""

    template: UUID
    candidates: UUID


class SearchHit(msgspec.Struct, frozen=True):
    template: UUID
    similarity: float


class SearchResult(msgspec.Struct, frozen=True, kw_only=True):
    """Those above the pass threshold, the likest first, at most 20; `above`: how many there were."""

    hits: tuple[SearchHit, ...] = ()
    above: int = 0
    compared: int = 0
    skipped: int = 0
    """Templates that were gone, did not open or are of another model."""
    threshold: float | None = None
    model: Model | None = None


class Template(msgspec.Struct, frozen=True, array_like=True):
    """A sealed template's content, in MessagePack: the embedding, L2-normalised, float32 little-endian."""

    name: str
    version: str
    vector: bytes


class Candidates(msgspec.Struct, frozen=True, array_like=True):
    """A sealed list's content, in MessagePack: names of template objects, 16 bytes each."""

    templates: tuple[bytes, ...]
