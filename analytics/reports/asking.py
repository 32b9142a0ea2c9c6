"""Ask for a report, and delete one. Each verb is its own transaction of the owner."""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.utils import IntegrityError
from django.http import Http404, QueryDict

from analytics.filters import Filter, read_for
from analytics.periods import span_of
from analytics.reports import files
from analytics.reports.errors import StillRunning, TooMany
from analytics.reports.models import Format, Kind, Report, State
from web.clock import now
from web.context import acting_as

KEPT_FOR = timedelta(days=30)
GRACE = timedelta(seconds=15)  # until the sweep takes a report for forgotten by the queue
MOST_REPORTS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a report shall be of and show. `asked` holds the person's local days and the rest of the filter.

    An anonymous one hides the amounts and has neither name nor notes, whatever else is asked for.
    """

    kind: Kind
    format: Format
    asked: Filter
    has_name: bool = False
    has_harm: bool = False
    has_notes: bool = False
    is_masked: bool = False
    is_anonymous: bool = False


def days_of(kind: Kind, day: date) -> tuple[date, date]:
    """The first and the last day of the month or year that a day belongs to."""
    span = span_of(day, str(kind))
    return span.first, span.last


def ask(*, user: Any, key: uuid.UUID, what: Asked) -> tuple[Report, bool]:
    """The report, and whether it is new: the same form again, or the same while it is being made, is no second one.

    Raises TooMany.
    """
    fresh = drafted(user, key, what)
    with acting_as(user):
        mine = Report.objects.visible_to(user)
        if known := mine.filter(key=key).first():
            return known, False
        if mine.count() >= MOST_REPORTS:
            raise TooMany
        try:
            with transaction.atomic():
                fresh.save(force_insert=True)
        except IntegrityError:
            same = mine.filter(key=key).first() or mine.unfinished().filter(digest=fresh.digest).first()
            if same is None:
                raise
            return same, False
    return fresh, True


def delete(*, user: Any, pk: int) -> None:
    """Take a finished report away with its file. Raises StillRunning; Http404 for another person's."""
    with acting_as(user):
        report = Report.objects.visible_to(user).filter(pk=pk).first()
        if report is None:
            raise Http404
        if not report.is_over:
            raise StillRunning
        report.delete()
        report.pk = pk
    files.remove(report)


def filter_of(report: Report) -> Filter:
    """What the report is of, with its days. Call it inside acting_as(the owner)."""
    asked, _ = read_for(report.owner, QueryDict(report.query))
    return asked.but(date_from=report.first_on, date_to=report.last_on)


def zone_of(report: Report) -> ZoneInfo:
    """The time zone whose days it is told in: the person's when it was asked for."""
    return ZoneInfo(report.time_zone)


def drafted(user: Any, key: uuid.UUID, what: Asked) -> Report:
    """The row of a report, not written yet."""
    asked = what.asked
    report = Report(
        owner=user,
        key=key,
        kind=what.kind,
        format=what.format,
        first_on=asked.date_from,
        last_on=asked.date_to,
        query=asked.but(date_from=None, date_to=None).query,
        time_zone=user.time_zone,
        has_name=what.has_name and not what.is_anonymous,
        has_harm=what.has_harm,
        has_notes=what.has_notes and not what.is_anonymous,
        is_masked=what.is_masked or what.is_anonymous,
        is_anonymous=what.is_anonymous,
        state=State.QUEUED,
        lease_until=now() + GRACE,
        created_at=now(),
        expires_at=now() + KEPT_FOR,
    )
    told = (report.kind, report.format, report.first_on, report.last_on, report.query, report.time_zone,
            report.has_name, report.has_harm, report.has_notes, report.is_masked, report.is_anonymous)  # fmt: skip
    report.digest = hashlib.sha256(repr(tuple(map(str, told))).encode()).hexdigest()
    return report
