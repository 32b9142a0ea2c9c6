"""The Odds API on this machine: recorded answers of the documented shape, and what it was asked."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Reply:
    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Asked:
    path: str
    query: dict[str, str]
    headers: dict[str, str]


@dataclass
class Server:
    url: str
    replies: list[Reply] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)


@contextmanager
def serving(*replies: Reply) -> Iterator[Server]:
    """One answer after the other; the last one again and again."""
    made = Server("")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            made.asked.append(Asked(parts.path, query, dict(self.headers)))
            reply = made.replies.pop(0) if len(made.replies) > 1 else made.replies[0]
            content = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body or []).encode()
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            content = b"" if reply.status == 304 else content
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url, made.replies = f"http://127.0.0.1:{server.server_port}", list(replies)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()


def market(key: str, *outcomes: tuple[Any, ...], at: str = "2026-03-07T12:00:00Z") -> dict[str, Any]:
    """Outcomes as (name, price) or (name, price, point)."""
    told = [dict(zip(("name", "price", "point"), outcome, strict=False)) for outcome in outcomes]
    return {"key": key, "last_update": at, "outcomes": told}


def shop(key: str, *markets: dict[str, Any], at: str = "2026-03-07T12:00:00Z") -> dict[str, Any]:
    return {"key": key, "title": key.title(), "last_update": at, "markets": list(markets)}


def event(*shops: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Arsenal v Wolves on 7 March 2026 at three."""
    return {
        "id": "e912304de2b2ce35b473ce2ecd3d1502",
        "sport_key": "soccer_epl",
        "sport_title": "EPL",
        "commence_time": "2026-03-07T15:00:00Z",
        "home_team": "Arsenal",
        "away_team": "Wolverhampton Wanderers",
        "bookmakers": list(shops),
    } | more


def three(home: float, draw: float, away: float, at: str = "2026-03-07T12:00:00Z") -> dict[str, Any]:
    names = ("Arsenal", home), ("Draw", draw), ("Wolverhampton Wanderers", away)
    return market("h2h", *names, at=at)
