"""Open somebody's columns: those whose stamp is the book's at this moment, else made anew, else none."""

import logging
from typing import Any

from django.conf import settings

from analytics.columns import files
from analytics.columns.build import Columns, Unfit, build, patched
from analytics.columns.files import Fit
from bets.models import BookChange
from web import prepared

STAMP = "SELECT stamp, bets FROM bets_bookstamp WHERE owner_id = %s"
MOST_CHANGED = 10_000  # bets; from there on all are read anew
log = logging.getLogger(__name__)


def opened(fit: Fit) -> tuple[Fit, Columns] | None:
    """The columns that fit, made anew where there are none; None where SQL has to answer.

    Call it inside acting_as(owner). Raises nothing for want of disk or rights: SQL answers.
    """
    try:
        columns = files.load(fit)
        if columns is None:
            fit, columns = _made(fit)
    except (OSError, Unfit) as error:
        log.warning("columns of %s are not used: %s", fit.owner, error)
        return None
    return fit, columns


def fit_now(owner_id: int, zone: str) -> Fit | None:
    """What a file has to fit at this moment; None when the book is too small to need one, or nobody's to see."""
    row = prepared.fetch_one(STAMP, [owner_id])
    if row is None or int(row[1]) < settings.READ_STORE_FROM:
        return None
    return Fit(owner_id, row[0], zone)


def _made(fit: Fit) -> tuple[Fit, Columns]:
    """Work them out and write them down, unless somebody else just did. Raises Unfit, OSError.

    The stamp changes in the transaction that changes the bets: where it is the same before and after reading, what was
    read belongs to it.
    """
    with files.alone(fit.owner):
        for _ in range(3):
            if (columns := files.load(fit)) is not None:
                return fit, columns
            columns = _brought_up(fit) or build(fit.owner, fit.zone)
            now = fit_now(fit.owner, fit.zone)
            if now == fit:
                files.save(fit, columns)
                return fit, columns
            if now is None:
                raise Unfit("the book has become small")
            fit = now
    raise Unfit("the book changes all the time")


def _brought_up(fit: Fit) -> Columns | None:
    """The columns of a former stamp with what changed since; None where that is not known or too much."""
    former = files.load_former(fit)
    if former is None:
        return None
    changed: set[int] = set()
    after = fit.stamp
    for change in BookChange.objects.visible_to(fit.owner).order_by("-pk"):
        if change.after == after:
            changed.update(change.bet_ids)
            after = change.before
        if after == former[0].stamp:
            return _patched(former[1], fit, changed) if len(changed) <= MOST_CHANGED else None
    return None


def _patched(old: Columns, fit: Fit, changed: set[int]) -> Columns | None:
    try:
        return patched(old, fit.owner, fit.zone, sorted(changed))
    except Unfit:  # perhaps only the patch: all of them are tried
        return None


def prepare(user: Any) -> None:
    """Make the columns of a person now, so that no page has to. Call it inside acting_as(user)."""
    if fit := fit_now(user.pk, user.time_zone):
        opened(fit)
