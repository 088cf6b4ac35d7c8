"""Photos drawn for a story."""

import io

from PIL import Image

from hub.scenarios.pictures import SIZE, bins, drain


def test_a_drain_is_a_photo_of_its_own() -> None:
    pictures = [drain(blocked=blocked) for blocked in (True, True, False)]
    assert len(set(pictures)) == 3
    for picture in pictures:
        with Image.open(io.BytesIO(picture)) as image:
            assert (image.format, image.size) == ("JPEG", SIZE)


def test_a_heap_and_three_bins() -> None:
    for done in (False, True):
        with Image.open(io.BytesIO(bins(sorted_out=done))) as picture:
            assert (picture.format, picture.size) == ("JPEG", SIZE)
    assert bins(sorted_out=True) != bins(sorted_out=True)
