"""The store: sealed objects, in a folder and in a real S3-compatible server (rclone) that checks signatures."""

import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import httpx
import msgspec
import pytest

from hub.embedded.process import free_port
from hub.errors import DomainError
from hub.media.objects import Objects, open_objects
from hub.sealing import SealError
from hub.settings import Settings
from tests.support import until

KEYS = "1:" + "QUFB" * 10 + "QUE="
ROTATED = KEYS + ",2:" + "QkJC" * 10 + "QkI="
CONTENT = b"\xff\xd8\xffCANARY-IN-THE-PICTURE" * 1000


def settings(store: str, folder: Path, keys: str = KEYS) -> Settings:
    return Settings(
        database_url="postgresql://unused",
        redis_url="redis://unused",
        field_keys=keys,
        media_store=store,
        data_dir=folder,
    )


@pytest.fixture
async def bucket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[str, Path]]:
    """An S3 server with one bucket: the store's URL and the folder behind it."""
    beside = Path(sys.executable).with_name("rclone")
    rclone = str(beside) if beside.exists() else shutil.which("rclone")
    if rclone is None:
        pytest.skip(
            "NOT RUN: no rclone on this platform, so the store was not tried against a real S3 server"
        )
    folder = tmp_path / "s3"
    (folder / "photos").mkdir(parents=True)
    port = free_port()
    server = subprocess.Popen(
        [
            rclone,
            "serve",
            "s3",
            str(folder),
            "--addr",
            f"127.0.0.1:{port}",
            "--auth-key",
            "shequ,right-secret",
        ],
        env={**os.environ, "RCLONE_CONFIG": str(tmp_path / "rclone.conf")},
        stderr=subprocess.DEVNULL,
    )
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "shequ")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "right-secret")

    async def answers() -> bool:
        async with httpx.AsyncClient(trust_env=False) as client:
            try:
                await client.get(f"http://127.0.0.1:{port}")
            except httpx.TransportError:
                return False
            return True

    try:
        await until(answers)
        yield f"s3://photos/west?endpoint=http://127.0.0.1:{port}&region=us-east-1", folder / "photos"
    finally:
        server.terminate()
        server.wait()


@pytest.fixture
def folder(tmp_path: Path) -> tuple[str, Path]:
    """A local folder that does not exist yet: the store's URL and the folder."""
    path = tmp_path / "deep" / "media"
    return path.as_uri(), path


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Settings, Objects, Path]:
    """Settings, the opened store and the folder its objects end up in."""
    url, path = request.getfixturevalue(request.param)
    chosen = settings(url, tmp_path)
    return chosen, open_objects(chosen), path


async def test_what_is_put_is_got(store: tuple[Settings, Objects, Path]) -> None:
    _, objects, _ = store
    name = uuid4()
    await objects.put(name, "full", CONTENT)
    await objects.put(name, "preview", b"small")
    assert await objects.get(name, "full") == CONTENT
    assert await objects.get(name, "preview") == b"small"
    assert await objects.get(uuid4(), "full") is None


async def test_deleted_objects_are_gone_and_deleting_again_is_no_error(
    store: tuple[Settings, Objects, Path],
) -> None:
    _, objects, folder = store
    name = uuid4()
    await objects.put(name, "full", CONTENT)
    await objects.put(name, "preview", CONTENT)
    await objects.delete(name)
    assert await objects.get(name, "full") is None
    assert await objects.get(name, "preview") is None
    await objects.delete(name)
    assert not [path for path in folder.rglob("*") if path.is_file()]


async def test_nothing_lies_unsealed(store: tuple[Settings, Objects, Path]) -> None:
    _, objects, folder = store
    name = uuid4()
    await objects.put(name, "full", CONTENT)
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) == 1
    assert b"CANARY" not in files[0].read_bytes()


async def test_altered_or_swapped_objects_do_not_open(folder: tuple[str, Path], tmp_path: Path) -> None:
    objects = open_objects(settings(folder[0], tmp_path))
    one, other = uuid4(), uuid4()
    await objects.put(one, "full", CONTENT)
    await objects.put(other, "full", b"another picture")
    files = {path.name: path for path in folder[1].rglob("*") if path.is_file()}
    mine, theirs = files[f"{one.hex}.full"], files[f"{other.hex}.full"]
    sealed = theirs.read_bytes()
    theirs.write_bytes(mine.read_bytes())
    with pytest.raises(SealError):
        await objects.get(other, "full")
    for damaged in (sealed[:-1] + bytes([sealed[-1] ^ 1]), sealed[:20], b"", b"\x63\x63" + sealed[2:]):
        theirs.write_bytes(damaged)
        with pytest.raises(SealError):
            await objects.get(other, "full")


async def test_a_new_key_seals_and_the_old_one_still_opens(
    store: tuple[Settings, Objects, Path],
) -> None:
    chosen, objects, _ = store
    old, new = uuid4(), uuid4()
    await objects.put(old, "full", CONTENT)
    rotated = open_objects(msgspec.structs.replace(chosen, field_keys=ROTATED))
    await rotated.put(new, "full", CONTENT)
    assert await rotated.get(old, "full") == CONTENT
    assert await rotated.get(new, "full") == CONTENT
    with pytest.raises(SealError):
        await objects.get(new, "full")


async def test_a_store_that_refuses_us_is_unavailable(
    bucket: tuple[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong-secret")
    objects = open_objects(settings(bucket[0], tmp_path))
    with pytest.raises(DomainError) as caught:
        await objects.put(uuid4(), "full", CONTENT)
    assert caught.value.code == "unavailable"


async def test_a_store_that_is_away_is_unavailable(tmp_path: Path) -> None:
    url = f"s3://photos?endpoint=http://127.0.0.1:{free_port()}"
    objects = open_objects(settings(url, tmp_path))
    for call in (
        objects.put(uuid4(), "full", CONTENT),
        objects.get(uuid4(), "full"),
        objects.delete(uuid4()),
    ):
        with pytest.raises(DomainError) as caught:
            await call
        assert caught.value.code == "unavailable"


def test_a_local_folder_is_for_its_owner_only(tmp_path: Path) -> None:
    open_objects(settings("", tmp_path))
    assert (tmp_path / "media").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("url", ["ftp://host/x", "s3:///nobucket", "photos", "file://"])
def test_other_stores_are_refused_by_name(url: str, tmp_path: Path) -> None:
    with pytest.raises(DomainError) as caught:
        open_objects(settings(url, tmp_path))
    assert caught.value.params == {"name": "MEDIA_STORE"}
