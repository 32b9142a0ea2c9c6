from collections.abc import Callable, Iterator
from tempfile import TemporaryFile

from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone

from ledger.plaintext import beancount_lines, hledger_lines
from web.access import member

PIECE = 65_536


@member
def beancount(request: HttpRequest) -> StreamingHttpResponse:
    """The person's whole journal for Beancount."""
    return _file(request, beancount_lines, "betsite.beancount")


@member
def hledger(request: HttpRequest) -> StreamingHttpResponse:
    """The person's whole journal for hledger."""
    return _file(request, hledger_lines, "betsite.journal")


def _file(request: HttpRequest, write: Callable[..., Iterator[str]], name: str) -> StreamingHttpResponse:
    lines = write(request.user, zone=timezone.get_current_timezone())
    response = StreamingHttpResponse(_pieces(lines), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _pieces(lines: Iterator[str]) -> Iterator[bytes]:
    """Through a file on disk: a slow reader must not hold the snapshot in the database open."""
    with TemporaryFile() as aside:
        aside.writelines(f"{line}\n".encode() for line in lines)
        aside.seek(0)
        while piece := aside.read(PIECE):
            yield piece
