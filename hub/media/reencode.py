"""Decodes a photo and makes two clean JPEGs of its pixels. Runs only inside a child (see `confine`): what is
read here was made by anybody. Pure: bytes in, `Reencoded` out.

Only pixels pass: metadata, thumbnails, comments and whatever follows the picture's end stay behind. Colours
are brought to sRGB, since the colour profile is metadata too.
"""

import io
import math
import warnings
from typing import Final

import pi_heif
from PIL import Image, ImageCms
from PIL.ExifTags import GPS, IFD, Base

from hub.errors import DomainError
from hub.media.answers import Reencoded
from hub.media.check import MAX_PIXELS, check, check_pixels
from hub.media.types import Variant

FULL_SIDE: Final = 2560
"""Longest side in pixels of the full variant: a page of text stays legible, at 0.5–1 MB."""
PREVIEW_SIDE: Final = 480
"""Longest side in pixels of the preview: a list row at three device pixels a CSS pixel."""
_QUALITY = {"full": 85, "preview": 78}

Image.MAX_IMAGE_PIXELS = MAX_PIXELS
pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)

_SRGB = ImageCms.createProfile("sRGB")
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What turns a picture with this EXIF orientation upright (Exif 3.0, table "Orientation")."""


def reencode(content: bytes, *, keep_position: bool) -> Reencoded:
    """Decodes, turns upright, scales down, encodes anew.

    Raises:
        DomainError: as `check`, and `photo.pixels`, `photo.broken`.
        MemoryError: the limit of the child was met.
    """
    kind = check(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of odd metadata, and of sizes we check ourselves
            with Image.open(io.BytesIO(content), formats=(kind,)) as image:
                check_pixels(*image.size)
                orientation, position = _metadata(image, keep_position)
                full = _clean(image, orientation)
    except (DomainError, MemoryError):
        raise
    except Image.DecompressionBombError:
        raise DomainError("photo.pixels", limit=MAX_PIXELS // 1_000_000) from None
    except Exception:  # a decoder meeting nonsense raises what it likes: OSError, SyntaxError, struct.error …
        raise DomainError("photo.broken") from None
    return Reencoded(to_jpeg(full, "full"), preview_of(full), full.width, full.height, position)


def preview_of(full: Image.Image) -> bytes:
    """The small variant of a clean image."""
    preview = full.copy()
    preview.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE), Image.Resampling.LANCZOS)
    return to_jpeg(preview, "preview")


def _clean(image: Image.Image, orientation: int) -> Image.Image:
    """The pixels alone: RGB, upright, at most `FULL_SIDE` long, in an image that carries nothing else."""
    profile = image.info.get("icc_profile")
    image.draft("RGB", (FULL_SIDE, FULL_SIDE))  # JPEG only: decodes at 1/2, 1/4 or 1/8 when that is enough
    image.load()
    scaled: Image.Image = image
    if scaled.mode.startswith("I"):  # 16-bit grey PNG: keep the upper byte; convert would clip to white
        scaled = scaled.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if scaled.mode in ("P", "PA", "LA", "La", "RGBa") or "transparency" in scaled.info:
        scaled = scaled.convert("RGBA")
    scaled.thumbnail((FULL_SIDE, FULL_SIDE), Image.Resampling.LANCZOS, reducing_gap=3.0)
    if profile and scaled.mode in ("RGB", "L", "CMYK"):
        scaled = _to_srgb(scaled, profile)
    clean = Image.new("RGB", scaled.size, "white")
    if scaled.mode == "RGBA":
        clean.paste(scaled, mask=scaled.getchannel("A"))
    else:
        clean.paste(scaled.convert("RGB"))
    turn = _UPRIGHT.get(orientation)
    return clean if turn is None else clean.transpose(turn)


def _to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(image, source, _SRGB, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image  # an unreadable profile: the colours stay a little off, the photo is whole
    return converted or image


def to_jpeg(image: Image.Image, variant: Variant) -> bytes:
    """A clean image as one of the variants."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=_QUALITY[variant], optimize=True)
    return out.getvalue()


def _metadata(image: Image.Image, keep_position: bool) -> tuple[int, tuple[float, float] | None]:
    """EXIF orientation (1 when untold; HEIC was turned while decoding) and, when asked for, the position."""
    try:
        exif = image.getexif()
        orientation = exif.get(Base.Orientation, 1)
        position = _position(exif.get_ifd(IFD.GPSInfo)) if keep_position else None
    except Exception:  # broken metadata is no reason to refuse a good picture
        return 1, None
    return orientation if isinstance(orientation, int) else 1, position


def _position(gps: dict[int, object]) -> tuple[float, float] | None:
    latitude = _degrees(gps.get(GPS.GPSLatitude), gps.get(GPS.GPSLatitudeRef), "S")
    longitude = _degrees(gps.get(GPS.GPSLongitude), gps.get(GPS.GPSLongitudeRef), "W")
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return latitude, longitude


def _degrees(parts: object, reference: object, negative: str) -> float | None:
    """Degrees, minutes, seconds as EXIF writes them → degrees, rounded to about 0.1 m."""
    if not isinstance(parts, tuple) or len(parts) != 3 or not isinstance(reference, str):
        return None
    value = float(parts[0]) + float(parts[1]) / 60 + float(parts[2]) / 3600
    if not math.isfinite(value):
        return None
    return round(-value if reference.strip("\0 ").upper() == negative else value, 6)
