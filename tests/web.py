"""Runs the tests of the web workspace and of the mini-program: vitest, type check, lint."""

import subprocess
import sys

from hub.embedded.node import MINIPROGRAM, WEB, build, install, npm

if __name__ == "__main__":
    try:
        install()
        build(MINIPROGRAM)  # its tests press the compiled pages
        for workspace in (WEB, MINIPROGRAM):
            for script in ("check-lock", "typecheck", "lint", "test"):
                npm("run", script, "--silent", at=workspace)
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)
