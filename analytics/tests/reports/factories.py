"""Reports for tests: asked for, and made, through the real verbs."""

import uuid
from datetime import date
from pathlib import Path
from typing import Any

from analytics.filters import Filter
from analytics.reports import asking, making
from analytics.reports.files import content
from analytics.reports.models import Format, Kind, Report
from web.context import acting_as


def ask(owner: Any, form: str = "csv", *, key: uuid.UUID | None = None, **more: Any) -> Report:
    """A report that was asked for: of the whole time unless `asked` says otherwise."""
    more.setdefault("asked", Filter())
    what = asking.Asked(kind=more.pop("kind", Kind.ANY), format=Format(form), **more)
    return asking.ask(user=owner, key=key or uuid.uuid4(), what=what)[0]


def fresh(report: Report) -> Report:
    """The row as it is now."""
    with acting_as(report.owner_id):
        return Report.objects.select_related("owner").get(pk=report.pk)


def made(owner: Any, form: str = "csv", **more: Any) -> tuple[Report, Path]:
    """A finished report and its file."""
    report = ask(owner, form, **more)
    assert making.run(report_id=report.pk, user_id=owner.pk, attempt=report.attempt)
    report = fresh(report)
    assert report.state == "done", report.error
    return report, content(report)


def march() -> Filter:
    """The month in which the factories' bets are."""
    return Filter(date_from=date(2026, 3, 1), date_to=date(2026, 3, 31))
