"""Figures of drawn pictures whose answer is known."""

import msgspec
import pytest
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from hub.media.quality import BLURRED_BELOW, notes
from hub.media.types import LookResult
from tests.hub.media.pictures import encoded, quadrants
from workers.look_child import answer, measure


def scene(width: int = 1600, height: int = 1200) -> Image.Image:
    """A wall of bricks with a drain and a sign: edges as a photo has them."""
    image = Image.new("RGB", (width, height), (190, 180, 160))
    draw = ImageDraw.Draw(image)
    step = width // 20
    for row in range(0, height, step // 2):
        for column in range(-step, width, step):
            left = column + (step // 2 if row // (step // 2) % 2 else 0)
            shade = 120 + (left * 7 + row * 13) % 60
            draw.rectangle(
                (left, row, left + step - 4, row + step // 2 - 4), fill=(shade, shade - 30, shade - 50)
            )
    draw.ellipse((width // 3, height // 3, width // 2, height // 2), fill=(40, 40, 40))
    draw.text((width // 2, height // 4), "3-1-6", fill=(250, 250, 250), font_size=height // 10)
    return image


def of(image: Image.Image) -> LookResult:
    return measure(encoded(image, "JPEG", quality=85))


def distance(one: LookResult, other: LookResult) -> int:
    assert one.fingerprint is not None
    assert other.fingerprint is not None
    return ((one.fingerprint ^ other.fingerprint) & (2**64 - 1)).bit_count()


def test_a_sharp_picture_is_sharp_and_a_blurred_one_is_not() -> None:
    sharp = of(scene())
    blurred = of(scene().filter(ImageFilter.GaussianBlur(16)))  # 1/100 of the width
    assert sharp.sharpness is not None
    assert blurred.sharpness is not None
    assert sharp.sharpness > 200 > BLURRED_BELOW > 20 > blurred.sharpness
    assert notes(sharp.sharpness, sharp.brightness) == ()
    assert notes(blurred.sharpness, blurred.brightness) == ("blurred",)


def test_sharpness_does_not_depend_on_the_size() -> None:
    picture = scene(2560, 1920)
    large, small = of(picture).sharpness, of(picture.resize((800, 600), Image.Resampling.LANCZOS)).sharpness
    assert large is not None
    assert small is not None
    assert 0.5 < large / small < 2


def test_brightness_is_the_mean_grey() -> None:
    assert of(Image.new("RGB", (64, 64), (100, 100, 100))).brightness == pytest.approx(100, abs=1)
    dark = of(ImageEnhance.Brightness(scene()).enhance(0.1))
    assert notes(dark.sharpness, dark.brightness) == ("dark",)
    assert notes(
        *[getattr(of(Image.new("L", (64, 64), 255)), name) for name in ("sharpness", "brightness")]
    ) == ("bright",)


def test_the_fingerprint_follows_the_picture_not_the_file() -> None:
    one = of(scene())
    again = measure(encoded(scene().resize((700, 525)), "JPEG", quality=40))
    other = of(scene().transpose(Image.Transpose.ROTATE_180))
    assert distance(one, again) <= 6
    assert distance(one, other) > 16
    assert -(2**63) <= (one.fingerprint or 0) < 2**63


def test_the_fingerprint_of_a_ramp_is_all_ones_and_of_its_mirror_none() -> None:
    ramp = Image.linear_gradient("L").transpose(Image.Transpose.ROTATE_90)
    assert of(ramp).fingerprint == -1
    assert of(ramp.transpose(Image.Transpose.FLIP_LEFT_RIGHT)).fingerprint == 0


@pytest.mark.parametrize("size", [(1, 1), (1, 500), (2, 3)])
def test_tiny_pictures_have_figures_too(size: tuple[int, int]) -> None:
    assert of(Image.new("RGB", size)).brightness == 0


def test_only_jpeg_is_read() -> None:
    with pytest.raises(OSError, match="cannot identify"):
        measure(encoded(quadrants(), "PNG"))


def test_the_answer_is_the_result_in_json() -> None:
    content = encoded(quadrants(), "JPEG")
    assert msgspec.json.decode(answer(content), type=LookResult) == measure(content)
