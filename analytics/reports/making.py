"""Make a report: claim it, read everything in one moment of the book, write the file, say so.

What is read is one snapshot (REPEATABLE READ), so that every table and figure is of the same moment. Nothing here
changes the book. The file is whole before the row says that it is there.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from analytics.reports import files, lifecycle, telling
from analytics.reports.asking import filter_of, zone_of
from analytics.reports.data import disguise
from analytics.reports.data.tables import tables
from analytics.reports.data.writing import WRITERS, About
from analytics.reports.errors import Cancelled, ReportProblem, Superseded
from analytics.reports.models import Format, Report, State
from analytics.reports.progress import Beat, Heartbeat
from web.context import acting_as
from web.preferences import Preferences, preferred

log = logging.getLogger(__name__)
OURS = "Something went wrong on our side while making this report. Your book is as it was; ask for it again."


def run(*, report_id: int, user_id: int, attempt: int, is_awaited: bool = False) -> bool:
    """Do the whole work of a report. False when somebody else does it, or it is over.

    Whoever does not sit and wait for it (`is_awaited`) is notified of the end.
    """
    report = lifecycle.claim(report_id=report_id, user_id=user_id, attempt=attempt)
    if report is None:
        return False
    path = files.place(report)
    is_kept = False
    try:
        is_kept = _work(report, path)
        if not is_awaited:
            telling.finished(report)
    except Superseded:
        if not lifecycle.end_cancelled(report):
            log.warning("report %s was taken over from attempt %s", report_id, attempt)
    except Cancelled as error:
        lifecycle.end(report, state=State.CANCELLED, error=error.message)
    except ReportProblem as error:
        _fail(report, error.message, is_awaited=is_awaited)
    except (OperationalError, InterfaceError):
        # The database went away: the sweep sends the report again when the lease has run out.
        log.exception("report %s lost its database", report_id)
        raise
    except Exception:
        log.exception("report %s failed", report_id)
        _fail(report, OURS, is_awaited=is_awaited)
        raise
    finally:
        if not is_kept:
            path.unlink(missing_ok=True)
    return True


def write(report: Report, path: Path, beat: Beat) -> None:
    """Write the file that was asked for. Raises ReportProblem; nothing is changed but the file."""
    user = report.owner
    shown = Preferences(currency=user.currency, odds_format=user.odds_format, is_masked=report.is_masked)
    if report.is_anonymous:  # how odds are written tells the part of the world
        shown = Preferences(is_masked=True, is_anonymous=True)
    with snapshot(report.owner_id), preferred(shown), timezone.override(zone_of(report)):
        asked = filter_of(report)
        if report.format == Format.PDF:
            from analytics.reports.pdf import paper  # fonts and typesetter are loaded where they are needed

            paper.write(report, asked, path, beat)
            return
        about = About(report.title, asked.pairs, zone_of(report), report.created_at, report.is_anonymous)
        if report.is_anonymous:
            told = disguise.tables(user, asked, zone_of(report))
        else:
            told = tables(user, asked, zone_of(report), has_notes=report.has_notes)
        WRITERS[Format(report.format)](told, about, path, beat)


@contextmanager
def snapshot(user_id: int) -> Iterator[None]:
    """Act for a person in one read-only transaction that sees the book as it is now and not as it changes."""
    if connection.in_atomic_block:  # a caller's transaction decides what is seen
        with acting_as(user_id):
            yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        with acting_as(user_id):
            yield


def _fail(report: Report, error: str, *, is_awaited: bool) -> None:
    if lifecycle.end(report, state=State.FAILED, error=error) and not is_awaited:
        telling.failed(report, error)


def _work(report: Report, path: Path) -> bool:
    with Heartbeat(report) as beat:
        write(report, path, beat)
        beat.check()
    try:
        size, sha256 = files.hashed(path)
    except FileNotFoundError:  # the sweep cleared away what it took from us
        raise Superseded from None
    if not lifecycle.finish(report, path=files.kept_as(path), size=size, sha256=sha256):
        raise Superseded
    return True
