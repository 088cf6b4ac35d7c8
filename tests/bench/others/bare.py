"""The bare models: `python -m tests.bench.others.bare <folder of JPEGs> <folder of models> <seconds> shipped|loaded`.

Notes what each photo sends into each model, says "ready", waits for a line, then runs onnxruntime on those inputs over
and over, and prints photos a second. `shipped`: the files as they come (their batch made free), with the same options;
`loaded`: as we load them, without PRelu (`models/prelu.py`).
"""

import sys
import time
from pathlib import Path
from typing import Any

from models.batch import free
from models.files import checked
from models.loader import Floats, Session, opened
from workers.face import Faces
from workers.face_child import look


def inputs(faces: Faces, photo: bytes) -> list[tuple[Session, Floats]]:
    """Session and batch of every run that a photo leads to."""
    noted: list[tuple[Session, Floats]] = []

    def noting(session: Session) -> None:
        run = session.run

        def note(batch: Floats) -> dict[str, Floats]:
            noted.append((session, batch.copy()))
            return run(batch)

        session.run = note  # type: ignore[method-assign]

    for session in faces.sessions:
        noting(session)
    look(faces, (photo,))
    for session in faces.sessions:
        del session.__dict__["run"]
    return noted


def main() -> None:
    photos, models, seconds, which = Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]), sys.argv[4]
    faces = Faces(models)
    bare: dict[str, Any] = {
        one.model.name: opened(free(checked(one.model, models))) if which == "shipped" else one._session
        for one in faces.sessions
    }
    work = [
        [
            (bare[session.model.name], session._input, batch)
            for session, batch in inputs(faces, path.read_bytes())
        ]
        for path in sorted(photos.iterdir())
    ]
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
