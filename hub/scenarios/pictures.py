"""Photos for a story, drawn when they are needed: nobody's door is in the repository."""

import io
import random

from PIL import Image, ImageDraw, ImageFilter

SIZE = (1280, 960)
STEP = (176, 170, 160)
DRAIN = (70, 70, 72)
DIRTY = (92, 84, 58)
CLEAN = (150, 175, 185)


def drain(*, blocked: bool) -> bytes:
    """A JPEG of a drain before a door: under a puddle, or running free. No two are alike."""
    picture = Image.new("RGB", SIZE, STEP)
    draw = ImageDraw.Draw(picture)
    for y in range(0, SIZE[1], 120):
        draw.line((0, y, SIZE[0], y), fill=(150, 145, 138), width=3)
    x, y = random.randint(420, 620), random.randint(380, 480)
    draw.rectangle((x, y, x + 320, y + 220), fill=DRAIN)
    for bar in range(x + 20, x + 320, 40):
        draw.line((bar, y, bar, y + 220), fill=STEP, width=12)
    puddle = Image.new("L", SIZE, 0)
    reach = 380 if blocked else 40
    ImageDraw.Draw(puddle).ellipse(
        (x - reach, y - reach // 2, x + 320 + reach, y + 220 + reach // 2), fill=215 if blocked else 40
    )
    picture.paste(DIRTY if blocked else CLEAN, mask=puddle.filter(ImageFilter.GaussianBlur(18)))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()


def bins(*, sorted_out: bool) -> bytes:
    """A JPEG of a yard: one heap of rubbish, or three bins in the colours of their kinds. No two are alike."""
    picture = Image.new("RGB", SIZE, STEP)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 620, *SIZE), fill=(140, 136, 128))
    x = random.randint(120, 240)
    if sorted_out:
        for colour in ((58, 96, 168), (70, 130, 74), (110, 110, 112)):
            draw.rectangle((x, 360, x + 200, 720), fill=colour)
            draw.rectangle((x - 12, 330, x + 212, 372), fill=tuple(part // 2 for part in colour))
            x += 290
    else:
        for _ in range(60):
            left, top = x + random.randint(0, 620), random.randint(520, 760)
            draw.ellipse(
                (left, top, left + random.randint(40, 130), top + random.randint(30, 90)), fill=DIRTY
            )
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()
