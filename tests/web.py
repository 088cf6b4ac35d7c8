"""Runs the tests of the web workspace: vitest, type check, lint."""

import subprocess
import sys

from hub.embedded.node import install, npm

if __name__ == "__main__":
    try:
        install()
        for script in ("typecheck", "lint", "test"):
            npm("run", script, "--silent")
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)
