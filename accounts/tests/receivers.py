"""A real HTTP server in a thread that answers as it is told, and remembers what it got."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Receiver:
    """`answers` is a list of statuses, "slow" or "drip", used one after the other; the last one stays."""

    def __init__(self, *answers: int | str) -> None:
        self.answers: list[int | str] = list(answers) or [200]
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append((self.path, dict(self.headers), body))
                answer = receiver.answers.pop(0) if len(receiver.answers) > 1 else receiver.answers[0]
                try:
                    _answer(self, answer)
                except OSError:
                    pass  # the sender has given up

            do_GET = do_POST

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/hook?a=1"

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def _answer(handler: BaseHTTPRequestHandler, answer: int | str) -> None:
    if answer == "slow":
        time.sleep(2)
        answer = 200
    if answer == "drip":
        for letter in b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 100:
            handler.wfile.write(bytes([letter]))
            handler.wfile.flush()
            time.sleep(0.05)
        return
    handler.send_response(int(answer))
    if 300 <= int(answer) < 400:
        handler.send_header("Location", "/elsewhere")
    handler.send_header("Content-Length", "0")
    handler.end_headers()
