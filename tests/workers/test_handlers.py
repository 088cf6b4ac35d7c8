"""Which kinds this program does."""

import subprocess
import sys

import pytest

from hub.errors import DomainError
from hub.settings import Settings
from workers.handlers import handlers


def test_all_kinds_or_those_named(settings: Settings) -> None:
    kinds = [handler.kind for handler in handlers(settings)]
    assert kinds == ["photo_look", "certify", "face_template", "face_search"]
    assert [handler.kind for handler in handlers(settings, ["photo_look"])] == ["photo_look"]


def test_an_unknown_kind_is_named(settings: Settings) -> None:
    with pytest.raises(DomainError) as caught:
        handlers(settings, ["fortune"])
    assert caught.value.params == {"kind": "fortune"}


def test_a_worker_loads_no_web_server_and_no_database() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, workers.runner; print(*sys.modules)"],
        capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    assert "workers.look" in loaded
    assert not {"litestar", "uvicorn", "asyncpg", "hub.db", "PIL", "pi_heif", "cv2", "onnxruntime"} & set(
        loaded
    )
