"""The contract with the workers: small, without anything personal, read back as it was written."""

from datetime import date
from uuid import uuid4

import msgspec
import pytest

from hub.certification.types import (
    Candidates,
    CertifyAsked,
    CertifyResult,
    Freshness,
    FreshnessFound,
    Model,
    Newspaper,
    OneTimeCode,
    Quality,
    Template,
)

PAYLOAD_LIMIT = 4096


@pytest.mark.parametrize(
    "freshness", [Newspaper(date(2026, 11, 20), date(2026, 11, 22)), OneTimeCode("4821"), None]
)
def test_a_job_says_what_to_read(freshness: Freshness | None) -> None:
    asked = CertifyAsked(
        photo=uuid4(), second_photo=uuid4(), template=uuid4(), reference_photo=uuid4(), template_out=uuid4(),
        model=Model("faceplugin", "0.0.1"), freshness=freshness,
    )  # fmt: skip
    encoded = msgspec.json.encode(asked)
    assert len(encoded) < PAYLOAD_LIMIT
    assert msgspec.json.decode(encoded, type=CertifyAsked) == asked


def test_a_result_is_read_back() -> None:
    found = CertifyResult(
        band="review", reasons=("unsure", "liveness_low"), similarity=0.61, threshold=0.68, liveness=0.4,
        freshness=FreshnessFound("fresh", date(2026, 11, 21), "攀枝花日报", 0.93),
        quality=Quality(faces=1, face_pixels=61.5, sharpness=140, brightness=120, yaw=-4, pitch=2),
        model=Model("faceplugin", "0.0.1"), milliseconds=310,
    )  # fmt: skip
    assert msgspec.json.decode(msgspec.json.encode(found), type=CertifyResult) == found


def test_nobody_sends_a_band_or_reason_we_do_not_know() -> None:
    for nonsense in (b'{"band": "refuse"}', b'{"band": "review", "reasons": ["ugly"]}'):
        with pytest.raises(msgspec.ValidationError):
            msgspec.json.decode(nonsense, type=CertifyResult)


def test_objects_are_read_back() -> None:
    template = Template("faceplugin", "0.0.1", bytes(range(64)))
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(template), type=Template) == template
    listed = Candidates((uuid4().bytes, uuid4().bytes))
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(listed), type=Candidates) == listed
