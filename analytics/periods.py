"""Spans of days that people compare: months, quarters, years, and the span just before another. Pure."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Span:
    """The days from first to last, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    @property
    def before(self) -> "Span":
        """As many days, ending the day before; of whole months as many whole months."""
        if months := self.months:
            return Span(shifted(self.first, -months), self.first - DAY)
        return Span(self.first - timedelta(days=self.days), self.first - DAY)

    @property
    def year_before(self) -> "Span":
        """The same days a year earlier."""
        last = shifted(self.last, -12)
        return Span(shifted(self.first, -12), _end_of_month(last) if self.months else last)

    @property
    def months(self) -> int:
        """How many whole months this is, 0 when it is not whole months."""
        if self.first.day != 1 or self.last != _end_of_month(self.last):
            return 0
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1


def span_of(day: date, kind: str) -> Span:
    """The month, quarter or year that a day belongs to."""
    months = MONTHS[kind]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return Span(first, _end_of_month(shifted(first, months - 1)))


def shifted(day: date, months: int) -> date:
    """The same day so many months later, or the last of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
