"""Ask The Odds API for each sport when it is due, so that the month's credits last until its end.

The credits left (as the source says) are spread over what is left of the month, some are kept for people; a source that
fails or asks for patience is asked again later and later. Whoever moves `due_at` first does the asking.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Min

from odds.ingest import take_in
from odds.models import Poll, Source
from odds.sources import odds_api
from odds.sources.odds_api.client import Answer, KeyRefused, Quota, Request, SourceProblem, ask
from web.clock import now

log = logging.getLogger(__name__)
OURS = "Something went wrong on our side while its answer was stored."
LEAST = timedelta(minutes=1)
LEASE = timedelta(minutes=2)
KEY_REFUSED = timedelta(hours=6)
LONGEST_DOUBLING = 6  # minutes: 1, 2, 4 ... 64
NOT_CONFIGURED = "not configured"
STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Polled:
    """What became of one sport: stored, unchanged, failed, not due, or not configured."""

    sport: str
    state: str
    detail: str = ""
    counts: dict[str, int] | None = None


def configured() -> list[Request]:
    """A request for each sport, none without a key."""
    if not settings.ODDS_API_KEY:
        return []
    sports = [word.strip() for word in settings.ODDS_API_SPORTS.split(",") if word.strip()]
    return [
        Request(
            settings.ODDS_API_URL,
            settings.ODDS_API_KEY,
            sport,
            settings.ODDS_API_REGIONS,
            settings.ODDS_API_MARKETS,
        )
        for sport in sports
    ]


def poll_all(*, is_forced: bool = False) -> list[Polled]:
    """Ask for every sport that is due (is_forced: for every one that may be asked within the quota)."""
    requests = configured()
    if not requests:
        return [Polled("", NOT_CONFIGURED, "Set ODDS_API_KEY to poll The Odds API.")]
    return [_poll(request, len(requests), is_forced=is_forced) for request in requests]


def _poll(request: Request, sports: int, *, is_forced: bool) -> Polled:
    row, _ = Poll.objects.using(STAFF).get_or_create(
        source=Source.ODDS_API, sport=request.sport, defaults={"due_at": now()}
    )
    left = _remaining()
    if left is not None and left - request.credits < settings.ODDS_API_KEEP_CREDITS:
        return Polled(request.sport, "not due", f"{left} credits are left this month; some are kept.")
    if not _claim(row, is_forced=is_forced):
        return Polled(request.sport, "not due")
    try:
        answer = ask(request, etag=row.etag)
        return _stored(row, request, answer, sports)
    except SourceProblem as error:
        return _failed(row, error)
    except odds_api.NotOddsApi as error:
        return _failed(row, SourceProblem(f"The answer is no list of odds: {error}"))
    except Exception:  # the other sports are asked all the same, and this one no sooner: each asking costs
        log.exception("the odds of %s could not be stored", request.sport)
        return _failed(row, SourceProblem(OURS))


def _claim(row: Poll, *, is_forced: bool) -> bool:
    """Whether the asking is ours; another process finds it not due for as long as an answer may take."""
    at = now()
    due = Poll.objects.using(STAFF).filter(pk=row.pk)
    if not (is_forced and not row.failures):
        due = due.filter(due_at__lte=at)
    return due.update(due_at=at + LEASE, asked_at=at) == 1


def _stored(row: Poll, request: Request, answer: Answer, sports: int) -> Polled:
    taken = None
    if answer.content is not None:
        batch = odds_api.read(answer.content, now=now())
        taken = take_in(batch, name=request.sport, remaining=answer.quota.remaining, cost=answer.quota.cost)
    _note(row, answer.quota, failures=0, problem="", etag=answer.etag or row.etag, answered_at=now())
    wait = pause(remaining=_remaining(), cost=answer.quota.cost or request.credits, sports=sports, at=now())
    Poll.objects.using(STAFF).filter(pk=row.pk).update(due_at=now() + wait)
    if taken is None:
        return Polled(request.sport, "unchanged")
    return Polled(request.sport, "stored", counts=taken.counts)


def _failed(row: Poll, error: SourceProblem) -> Polled:
    """Later and later, or when the source says; a refused key is no reason to hammer."""
    wait = timedelta(minutes=2 ** min(row.failures, LONGEST_DOUBLING))
    if error.retry_after is not None:
        wait = max(timedelta(seconds=error.retry_after), LEAST)
    elif isinstance(error, KeyRefused):
        wait = KEY_REFUSED
    _note(
        row, error.quota, failures=min(row.failures + 1, 1000), problem=str(error)[:300], due_at=now() + wait
    )
    return Polled(row.sport, "failed", str(error))


def _note(row: Poll, quota: Quota, **values: object) -> None:
    told = {"remaining": quota.remaining, "used": quota.used}
    known = {name: value for name, value in told.items() if value is not None}
    Poll.objects.using(STAFF).filter(pk=row.pk).update(**known, **values)


def _remaining() -> int | None:
    """The credits left, by the answers of this month: all sports spend the same ones."""
    since = month_begins(now())
    asked = Poll.objects.using(STAFF).filter(source=Source.ODDS_API, answered_at__gte=since)
    found = asked.aggregate(least=Min("remaining"))["least"]
    return None if found is None else int(found)


def month_begins(at: datetime) -> datetime:
    """When this month's credits began (UTC)."""
    return at.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def pause(*, remaining: int | None, cost: int, sports: int, at: datetime) -> timedelta:
    """How long to wait until the next asking of a sport, so that the credits last to the end of the month.

    `remaining`: as told, or what the plan gives; `cost`: credits of one asking; `sports`: how many share them.
    """
    ends = month_begins(month_begins(at) + timedelta(days=32))
    left = settings.ODDS_API_MONTHLY_CREDITS if remaining is None else remaining
    times = (left - settings.ODDS_API_KEEP_CREDITS) // (max(cost, 1) * sports)
    if times <= 0:
        return max(ends - at, LEAST)
    return max((ends - at) / times, LEAST)
