"""Links: good until they expire, for what they were made for, under the keys we know."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import msgspec
import pytest

from hub.errors import DomainError
from hub.media.links import PERIOD, check_signature, seconds_left, signed_url, view
from hub.media.types import PhotoInfo, Position
from hub.settings import Settings

NOW = datetime(2026, 3, 1, 8, 0, 1, tzinfo=UTC)
OLD = Settings(database_url="", redis_url="", field_keys="1:" + "QUFB" * 10 + "QUE=")
NEW = msgspec.structs.replace(OLD, field_keys=OLD.field_keys + ",2:" + "QkJC" * 10 + "QkI=")
PHOTO = uuid4()


def parts(url: str) -> tuple[UUID, str, int, str]:
    split = urlsplit(url)
    _, media, photo, variant = split.path.split("/")
    assert media == "media"
    query = parse_qs(split.query)
    return UUID(photo), variant, int(query["expires"][0]), query["signature"][0]


def test_a_link_is_good_for_what_it_was_made_for() -> None:
    photo, variant, expires, signature = parts(signed_url(OLD, PHOTO, "full", NOW))
    assert (photo, variant) == (PHOTO, "full")
    check_signature(OLD, PHOTO, "full", expires, signature)


@pytest.mark.parametrize("change", ["photo", "variant", "expires", "signature", "cut", "empty", "letters"])
def test_any_change_makes_it_unknown(change: str) -> None:
    _, _, expires, signature = parts(signed_url(OLD, PHOTO, "full", NOW))
    photo, variant = PHOTO, "full"
    match change:
        case "photo":
            photo = uuid4()
        case "variant":
            variant = "preview"
        case "expires":
            expires += PERIOD
        case "signature":
            signature = ("A" if signature[0] != "A" else "B") + signature[1:]
        case "cut":
            signature = signature[:-1]
        case "empty":
            signature = ""
        case "letters":
            signature = "签名"
    with pytest.raises(DomainError) as caught:
        check_signature(OLD, photo, variant, expires, signature)  # type: ignore[arg-type]
    assert caught.value.code == "not_found"


def test_a_link_stays_the_same_for_a_period_and_lives_one_to_two() -> None:
    start = datetime.fromtimestamp(NOW.timestamp() // PERIOD * PERIOD, UTC)
    first = signed_url(OLD, PHOTO, "full", start)
    assert signed_url(OLD, PHOTO, "full", start + timedelta(seconds=PERIOD - 1)) == first
    assert signed_url(OLD, PHOTO, "full", start + timedelta(seconds=PERIOD)) != first
    expires = parts(first)[2]
    assert seconds_left(expires, start) == 2 * PERIOD
    assert seconds_left(expires, start + timedelta(seconds=PERIOD - 1)) == PERIOD + 1


def test_an_expired_link_says_so() -> None:
    expires = int(NOW.timestamp()) + 1
    assert seconds_left(expires, NOW) == 1
    for late in (1, 3600):
        with pytest.raises(DomainError) as caught:
            seconds_left(expires, NOW + timedelta(seconds=late))
        assert caught.value.code == "media.link_expired"


def test_the_newest_key_signs_and_older_links_stay_good() -> None:
    *_, expires, signature = parts(signed_url(OLD, PHOTO, "full", NOW))
    check_signature(NEW, PHOTO, "full", expires, signature)
    *_, expires, signature = parts(signed_url(NEW, PHOTO, "full", NOW))
    check_signature(NEW, PHOTO, "full", expires, signature)
    with pytest.raises(DomainError):
        check_signature(OLD, PHOTO, "full", expires, signature)


def test_a_view_has_both_links() -> None:
    info = PhotoInfo(PHOTO, 4, 3, 99, Position(26.6, 101.6), ("blurred",), NOW, NOW)
    shown = view(OLD, info)
    assert (parts(shown.url)[1], parts(shown.preview_url)[1]) == ("full", "preview")
    assert (shown.id, shown.position, shown.notes) == (PHOTO, Position(26.6, 101.6), ("blurred",))
