"""Finds a browser for the tests, or installs one: prints its path, or nothing and exits 1.

The system's Chromium or Chrome, best the one without windows: it makes a page ready with a quarter of the work.
Else apt as root; else Playwright's own.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


def find() -> str | None:
    """A browser that is there."""
    given = os.environ.get("CHROMIUM")
    if given:
        return given
    for name in NAMES:
        if path := shutil.which(name):
            return path
    if Path(MAC).exists():
        return MAC
    own = Path.home() / ".cache" / "ms-playwright"
    return next((str(path) for path in sorted(own.glob("chromium-*/chrome-*/chrome"))), None)


def install() -> None:
    """Tries to bring one; says on standard error how that went."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        _run("apt-get", "-qq", "update")
        for name in NAMES[:2]:  # some systems have no package of the first
            if _run("apt-get", "-qq", "-y", "install", name, "fonts-noto-cjk"):
                return
    _run(sys.executable, "-m", "playwright", "install", "chromium")


def _run(*command: str) -> bool:
    print("$", *command, file=sys.stderr)
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, stdout=sys.stderr, env=environ, check=False, timeout=600).returncode == 0


if __name__ == "__main__":
    path = find()
    if path is None:
        install()
        path = find()
    if path is None:
        sys.exit(1)
    print(path)
