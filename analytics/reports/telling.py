"""Tell a person that a report which they did not wait for is there, or that it could not be made. Once each."""

from django.urls import reverse

from accounts.notifications import notify
from analytics.reports.models import Report


def finished(report: Report) -> None:
    """It can be taken."""
    _tell(report, "finished", f"Your report is ready: {report.title}", report.get_format_display())


def failed(report: Report, error: str) -> None:
    """It was not made, and why."""
    _tell(report, "failed", f"Your report was not made: {report.title}", error)


def _tell(report: Report, what: str, title: str, body: str) -> None:
    url, key = reverse("reports:detail", args=[report.pk]), f"report:{report.pk}:{what}"
    notify(report.owner, "report", title=title, body=body, url=url, key=key)
