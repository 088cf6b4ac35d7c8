"""Newspapers and codes, drawn, and held in front of somebody: a portrait above, the paper below."""

import datetime as dt
import io
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from hub.scenarios.portraits import NoPictureError

WALL = (150, 146, 140)


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """A Chinese font.

    Raises:
        NoPictureError: the package with it is not installed (`make install-dev` does).
    """
    try:
        import manimgx_fonts_cjk
    except ImportError:
        raise NoPictureError("manimgx-fonts-cjk, a Chinese font, is not installed") from None
    return ImageFont.truetype(str(next(Path(manimgx_fonts_cjk.__file__).parent.glob("*.ttc"))), size)


def paper(day: dt.date, title: str = "攀枝花日报", weekday: str | None = None) -> Image.Image:
    """The front page of a newspaper of this day; `weekday` prints another than the day's."""
    page = Image.new("RGB", (900, 640), (238, 235, 226))
    draw = ImageDraw.Draw(page)
    draw.text((40, 18), title, font=font(110), fill=(170, 25, 25))
    named = weekday or "一二三四五六日"[day.weekday()]
    draw.text(
        (44, 160), f"{day.year}年{day.month}月{day.day}日  星期{named}", font=font(36), fill=(30, 30, 30)
    )
    draw.text((520, 168), "农历十月十三  今日8版", font=font(26), fill=(60, 60, 60))
    draw.line((40, 214, 860, 214), fill=(40, 40, 40), width=3)
    draw.text((40, 226), "西区老年食堂开到家门口", font=font(52), fill=(20, 20, 20))
    story = "社区工作人员上门看望高龄老人并说明补贴办理流程，自2019年3月5日起已服务三千余人次。"
    for row in range(9):
        for column in range(2):
            draw.text(
                (40 + 420 * column, 305 + 35 * row), story[row : row + 19], font=font(21), fill=(45, 45, 45)
            )
    return page


def note(code: str) -> Image.Image:
    """A sheet with a code on it in large digits."""
    sheet = Image.new("RGB", (760, 420), (245, 245, 240))
    ImageDraw.Draw(sheet).text((90, 110), code, font=font(150), fill=(25, 30, 120))
    return sheet


def held(
    sheet: Image.Image,
    portrait: bytes,
    *,
    turn: float = 4,
    blur: float = 0,
    wide: int = 620,
    size: int = 1600,
) -> Image.Image:
    """Somebody before a wall, holding a sheet `wide` pixels wide of the 1200 of the picture."""
    picture = Image.new("RGB", (1200, 1600), WALL)
    with Image.open(io.BytesIO(portrait)) as person:
        whole = person.convert("RGB")
    whole.thumbnail((700, 900))
    picture.paste(whole, (250, 60))
    small = sheet.resize((wide, sheet.height * wide // sheet.width), Image.Resampling.LANCZOS)
    leaning = small.convert("RGBA").rotate(turn, expand=True, resample=Image.Resampling.BICUBIC)
    picture.paste(leaning, ((1200 - leaning.width) // 2, 900), leaning)
    if blur:
        picture = picture.filter(ImageFilter.GaussianBlur(blur))
    return picture.resize((size * 3 // 4, size), Image.Resampling.LANCZOS)


def jpeg(picture: Image.Image, quality: int = 88) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()
