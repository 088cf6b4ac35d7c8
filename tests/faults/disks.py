"""A file system of its own under a folder, whose size is taken down to what lies in it: then it is full, really.

Mounting needs root, or a sudo that asks for no password. Where neither is, PostgreSQL's writing is stopped by a limit
on the size of files instead: enough for its write-ahead log, where any error ends it; of a table that cannot grow it
says something else than of a full disk.
"""

import contextlib
import os
import shutil
import subprocess
from pathlib import Path

import psutil

from hub.embedded.postgres import Postgres

ROOMY = 4 * 1024**3
"""Bytes; nothing is taken from the memory before it is written."""


class Disk:
    """`folder` on a tmpfs, with what lay in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def under(cls, folder: Path) -> "Disk | None":
        """Mounts one; nobody may be writing there. None: this machine lets nobody mount, and all is as it was."""
        aside = folder.with_name(f"{folder.name}.aside")
        folder.rename(aside)
        folder.mkdir()
        owner = aside.stat()
        options = f"size={ROOMY},mode={owner.st_mode & 0o777:o},uid={owner.st_uid},gid={owner.st_gid}"
        if not _mount("-t", "tmpfs", "-o", options, "tmpfs", str(folder)):
            folder.rmdir()
            aside.rename(folder)
            return None
        subprocess.run(["cp", "-a", f"{aside}/.", str(folder)], check=True)
        shutil.rmtree(aside)
        return cls(folder)

    def fill(self, left: int = 0) -> None:
        """No room but for `left` bytes.

        Raises:
            AssertionError: it does not become full.
        """
        for _ in range(50):
            found = os.statvfs(self.folder)
            used = (found.f_blocks - found.f_bfree) * found.f_frsize
            # It cannot be smaller than what is in it, and that may have grown since.
            if self._resize(used + left):
                return
        raise AssertionError(f"{self.folder} does not become full")

    def free(self) -> None:
        """There is room again."""
        assert self._resize(ROOMY)

    def end(self) -> None:
        """What lay in it is gone."""
        subprocess.run([*_AS_ROOT, "umount", "-l", str(self.folder)], check=False)

    def _resize(self, size: int) -> bool:
        return _mount("-o", f"remount,size={size}", str(self.folder))


class NoWriting:
    """PostgreSQL, where nobody may mount: it writes to no file."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    def fill(self) -> None:
        self._limit("0")

    def free(self) -> None:
        self._limit("unlimited")

    def end(self) -> None:
        pass

    def _limit(self, most: str) -> None:
        assert self._postgres.process is not None
        owner = self._postgres.data.stat()
        mine = owner.st_uid == os.geteuid()
        who = {} if mine else {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}
        with contextlib.suppress(psutil.NoSuchProcess):  # it has ended, as it should
            server = psutil.Process(self._postgres.process.pid)
            for one in (server, *server.children()):
                subprocess.run(["prlimit", "--pid", str(one.pid), f"--fsize={most}:"], check=False, **who)  # type: ignore[call-overload]


_AS_ROOT = () if os.geteuid() == 0 else ("sudo", "-n")


def _mount(*arguments: str) -> bool:
    try:
        return (
            subprocess.run([*_AS_ROOT, "mount", *arguments], capture_output=True, check=False).returncode == 0
        )
    except FileNotFoundError:
        return False
