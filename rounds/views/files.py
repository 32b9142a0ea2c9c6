"""The files of an ended round that its proof is re-computed from. Amounts are whole micro-units; nothing of people."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from rounds import proof
from rounds.models import Round
from rounds.views.finding import ended
from web.access import public
from web.csv_file import attachment
from web.ratelimit import limited


@public
@require_safe
@limited("round-file", by="address")
def everything(request: HttpRequest, slug: str, code: str) -> HttpResponseBase:
    """Facts, wagers and journal as one JSON document."""
    one = ended(slug, code)
    response = StreamingHttpResponse(_bytes(proof.json_parts(one)), content_type="application/json")
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=_name(one, ".json")
    )
    return _kept(response)


@public
@require_safe
@limited("round-file", by="address")
def facts(request: HttpRequest, slug: str, code: str) -> HttpResponseBase:
    """The rules, the end, and the journal's head: a name and a value a row."""
    one = ended(slug, code)
    return _kept(attachment(_name(one, "-facts.csv"), ("name", "value"), proof.fact_rows(one)))


@public
@require_safe
@limited("round-file", by="address")
def wagers(request: HttpRequest, slug: str, code: str) -> HttpResponseBase:
    """Every wager and what it was paid."""
    one = ended(slug, code)
    return _kept(attachment(_name(one, "-wagers.csv"), proof.WAGER_COLUMNS, proof.wagers(one)))


@public
@require_safe
@limited("round-file", by="address")
def journal(request: HttpRequest, slug: str, code: str) -> HttpResponseBase:
    """Every movement of the round's pools, with its number in the site's hash chain."""
    one = ended(slug, code)
    return _kept(attachment(_name(one, "-journal.csv"), proof.JOURNAL_COLUMNS, proof.journal(one)))


def _bytes(parts: Iterator[str]) -> Iterator[bytes]:
    """Small parts put together, so that a large file is not sent a line at a time."""
    waiting: list[str] = []
    size = 0
    for part in parts:
        waiting.append(part)
        size += len(part)
        if size >= 1 << 16:
            yield "".join(waiting).encode()
            waiting, size = [], 0
    yield "".join(waiting).encode()


def _name(one: Round, ending: str) -> str:
    return f"{one.instrument.slug}-{one.code}{ending}"


def _kept(response: HttpResponseBase) -> HttpResponseBase:
    """Not to be kept by shared caches: the numbers of the site's chain arrive later."""
    response["Cache-Control"] = "private, max-age=60"
    assert isinstance(response, HttpResponse | StreamingHttpResponse)
    response["X-Content-Type-Options"] = "nosniff"
    return response
