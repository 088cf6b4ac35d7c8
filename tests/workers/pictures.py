"""The pictures of `hub.scenarios.portraits`, for tests: as arrays, and skipped when they cannot be had."""

from typing import Any

import cv2
import numpy as np
import pytest

from hub.scenarios.portraits import NoPictureError, portrait
from workers.images import Pixels


def photo(name: str) -> bytes:
    """The file; the test is skipped when it cannot be had."""
    try:
        return portrait(name)
    except NoPictureError as error:
        pytest.skip(str(error))


def pixels(name: str) -> Pixels:
    """The picture, height × width × 3 in BGR."""
    read: Any = cv2.imdecode(np.frombuffer(photo(name), np.uint8), cv2.IMREAD_COLOR)
    return np.asarray(read, np.uint8)


def jpeg(picture: Pixels, quality: int = 90) -> bytes:
    return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()
