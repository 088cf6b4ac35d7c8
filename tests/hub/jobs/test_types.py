"""What goes over the streams."""

from uuid import UUID, uuid4

import msgspec
import pytest

from hub.jobs.types import (
    JOB_FIELD,
    Done,
    Dropped,
    Failed,
    Job,
    Released,
    Report,
    Taken,
    job_of,
    jobs_key,
    results_key,
)

DISTRICT = UUID(int=7)
JOB = Job(UUID(int=1), DISTRICT, "photo_look", 2, msgspec.Raw(b'{"photo":"x"}'))


def test_a_districts_keys_share_a_hash_tag() -> None:
    keys = [jobs_key(DISTRICT, "photo_look"), jobs_key(DISTRICT, "certify"), results_key(DISTRICT)]
    assert {key[key.index("{") + 1 : key.index("}")] for key in keys} == {str(DISTRICT)}
    assert len(set(keys)) == 3


@pytest.mark.parametrize(
    ("report", "encoded"),
    [
        (Taken(UUID(int=1), 2), '{"op":"taken","job":"00000000-0000-0000-0000-000000000001","attempt":2}'),
        (
            Released(UUID(int=1), 2),
            '{"op":"released","job":"00000000-0000-0000-0000-000000000001","attempt":2}',
        ),
        (
            Dropped(UUID(int=1), 2),
            '{"op":"dropped","job":"00000000-0000-0000-0000-000000000001","attempt":2}',
        ),
        (
            Failed(UUID(int=1), 2, "hung"),
            '{"op":"failed","job":"00000000-0000-0000-0000-000000000001","attempt":2,"reason":"hung"}',
        ),
        (
            Done(UUID(int=1), 2, msgspec.Raw(b'{"a":1}')),
            '{"op":"done","job":"00000000-0000-0000-0000-000000000001","attempt":2,"result":{"a":1}}',
        ),
    ],
)
def test_reports_keep_their_form(report: Report, encoded: str) -> None:
    assert msgspec.json.encode(report).decode() == encoded
    again: Report = msgspec.json.decode(encoded, type=Report)
    assert type(again) is type(report)
    assert msgspec.json.encode(again).decode() == encoded


def test_a_job_is_read_from_its_entry() -> None:
    found = job_of({JOB_FIELD: msgspec.json.encode(JOB)})
    assert found is not None
    assert (found.id, found.attempt, bytes(found.payload)) == (JOB.id, 2, b'{"photo":"x"}')


@pytest.mark.parametrize(
    "fields", [{}, {b"x": b"y"}, {JOB_FIELD: b"{"}, {JOB_FIELD: b"\xff"}, {JOB_FIELD: b"{}"}]
)
def test_other_entries_are_none(fields: dict[bytes, bytes]) -> None:
    assert job_of(fields) is None


def test_a_payload_is_decoded_as_its_kind() -> None:
    class Asked(msgspec.Struct):
        photo: str

    assert JOB.asked(Asked).photo == "x"
    with pytest.raises(msgspec.ValidationError):
        Job(uuid4(), DISTRICT, "k", 1, msgspec.Raw(b"[]")).asked(Asked)
