"""A service of the district's own, for what posts to it: a real HTTP server on loopback."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Far:
    """Checks the signature and answers as it is told to; `asked`: what it was sent, {} of who is not known."""

    def __init__(self, secret: str, body: bytes = b"") -> None:
        self.status, self.body = 200, body
        self.asked: list[dict[str, Any]] = []
        self.answers = threading.Event()
        self.answers.set()
        far = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                signed = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode() + body
                wanted = base64.b64encode(hmac.digest(secret.encode(), signed, hashlib.sha256)).decode()
                good = self.headers["webhook-signature"] == f"v1,{wanted}"
                far.asked.append(json.loads(body) if good else {})
                far.answers.wait(30)
                if far.status == 0:
                    return  # closes without an answer
                try:
                    self.send_response(far.status if good else 401)
                    self.send_header("Content-Length", str(len(far.body)))
                    self.end_headers()
                    self.wfile.write(far.body)
                except OSError:
                    return  # who asked has gone

            def log_message(self, *given: Any) -> None:
                return None

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"


@contextmanager
def serving(far: Far) -> Iterator[Far]:
    thread = threading.Thread(target=far.server.serve_forever)
    thread.start()
    yield far
    far.answers.set()
    far.server.shutdown()
    thread.join()
    far.server.server_close()
