"""The papers of `hub.scenarios.papers`, held by somebody of the tests' pictures, as arrays."""

from typing import Any

import numpy as np
from PIL import Image

from hub.scenarios import papers
from hub.scenarios.papers import note, paper
from tests.workers.pictures import jpeg, photo
from workers.images import Pixels

__all__ = ["held", "note", "paper", "shown"]


def held(sheet: Image.Image, *, who: str = "obama", **more: Any) -> Pixels:
    """As `papers.held`, height × width × 3 in BGR."""
    return np.ascontiguousarray(np.asarray(papers.held(sheet, photo(who), **more))[..., ::-1])


def shown(picture: Pixels) -> bytes:
    return jpeg(picture, 88)
