"""The worker program, whose face children a magenta photo kills: `python -m tests.faults.poisoned_worker`."""

from functools import partial

from hub.cli import _serve_until_signal
from workers import eyes
from workers.runner import run_worker


class Pool(eyes.BoundedPool):
    """Children of `poisoned_child` in place of those of `face_child`."""

    def __init__(self, module: str, **more: object) -> None:
        mine = "tests.faults.poisoned_child" if module == "workers.face_child" else module
        super().__init__(mine, **more)  # type: ignore[arg-type]


if __name__ == "__main__":
    eyes.BoundedPool = Pool  # type: ignore[misc]
    _serve_until_signal("worker", partial(run_worker, kinds=("certify", "face_template")))
