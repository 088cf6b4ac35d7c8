"""Papers for stories: of the day asked for, held below the face, and a JPEG at the end."""

import datetime as dt
import io

from PIL import Image, ImageChops

from hub.scenarios.papers import held, jpeg, note, paper


def test_each_day_has_its_own_front_page() -> None:
    one, other = paper(dt.date(2026, 11, 22)), paper(dt.date(2026, 11, 21))
    box = ImageChops.difference(one, other).getbbox()
    assert box is not None
    assert 150 < box[1] < box[3] < 214  # the line with the date, nothing else


def test_a_sheet_is_held_below_the_face() -> None:
    grey = io.BytesIO()
    Image.new("RGB", (700, 800), (90, 90, 90)).save(grey, "PNG")
    picture = held(note("1234"), grey.getvalue(), turn=0)
    assert picture.size == (1200, 1600)
    assert picture.getpixel((600, 300)) == (90, 90, 90)
    assert min(picture.getpixel((330, 920))) > 200
    assert jpeg(picture)[:2] == b"\xff\xd8"
