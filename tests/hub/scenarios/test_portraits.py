"""Portraits: kept when they are what they should be, and said when they cannot be had."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.scenarios import portraits
from hub.scenarios.portraits import NoPictureError, portrait


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(portraits, "FOLDER", tmp_path)
    portrait.cache_clear()
    yield
    portrait.cache_clear()


def test_another_picture_is_none(tmp_path: Path) -> None:
    (tmp_path / "biden.jpg").write_bytes(b"somebody else")
    with pytest.raises(NoPictureError, match=r"biden\.jpg"):
        portrait("biden")


def test_a_package_that_brought_no_picture_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portraits, "_fetch", lambda package: None)
    with pytest.raises(NoPictureError, match=r"obama\.jpg"):
        portrait("obama")
