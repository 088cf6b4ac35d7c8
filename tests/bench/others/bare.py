"""The bare models: `python -m tests.bench.others.bare <folder of JPEGs> <folder of models> <seconds>`.

Notes what each photo sends into each model, says "ready", waits for a line, then runs onnxruntime on those inputs over
and over, and prints photos a second.
"""

import sys
import time
from pathlib import Path
from typing import Any

from models.loader import Floats, Session
from workers.face import Faces
from workers.face_child import look


def inputs(faces: Faces, photo: bytes) -> list[tuple[Any, str, Floats]]:
    """Session, name of its input and batch of every run that a photo leads to."""
    noted: list[tuple[Any, str, Floats]] = []

    def noting(session: Session) -> None:
        run = session.run

        def note(batch: Floats) -> dict[str, Floats]:
            noted.append((session._session, session._input, batch.copy()))
            return run(batch)

        session.run = note  # type: ignore[method-assign]

    for session in faces.sessions:
        noting(session)
    look(faces, (photo,))
    for session in faces.sessions:
        del session.__dict__["run"]
    return noted


def main() -> None:
    photos, models, seconds = Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])
    faces = Faces(models)
    work = [inputs(faces, path.read_bytes()) for path in sorted(photos.iterdir())]
    print("ready", flush=True)
    sys.stdin.readline()
    done, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        for session, name, batch in work[done % len(work)]:
            session.run(None, {name: batch})
        done += 1
    print(done / (time.perf_counter() - began))


if __name__ == "__main__":
    main()
