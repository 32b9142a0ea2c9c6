"""All markers of one history, put together; the page and `manage.py harm` both show exactly this."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from analytics.harm import words
from analytics.harm.finding import Finding
from analytics.harm.history import History
from analytics.harm.markers.chasing import chasing
from analytics.harm.markers.deposits import deposits
from analytics.harm.markers.escalation import escalation
from analytics.harm.markers.frequency import frequency
from analytics.harm.markers.hours import hours
from analytics.harm.markers.live import live
from analytics.harm.markers.longshots import longshots
from analytics.harm.markers.multis import multis
from analytics.harm.markers.night import night
from analytics.harm.markers.spending import spending
from analytics.harm.markers.withdrawals import withdrawals

NO_PROOF = ", which does not make it safe"
FIGURES: dict[str, Callable[[History], Finding]] = {
    "chasing": chasing,
    "escalation": escalation,
    "deposits": deposits,
    "withdrawals": withdrawals,
    "night": night,
    "frequency": frequency,
    "spending": spending,
    "hours": hours,
    "multis": multis,
    "longshots": longshots,
    "live": live,
}


@dataclass(frozen=True, slots=True)
class Compared:
    """A published threshold and, where it can be said, where a figure stands to it."""

    said: words.Said
    stands: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A marker with its findings: one a currency, or one over all."""

    marker: words.Marker
    findings: tuple[Finding, ...]

    def compared(self, finding: Finding) -> list[Compared]:
        """The marker's thresholds beside this finding, in neutral words."""
        return [Compared(said, _stands(said, finding)) for said in self.marker.thresholds]

    @property
    def pairs(self) -> list[tuple[Finding, list[Compared]]]:
        """Each finding with its thresholds."""
        return [(finding, self.compared(finding)) for finding in self.findings]


@dataclass(frozen=True, slots=True)
class Report:
    """Every marker over the days `first` to `last`."""

    history: History
    told: tuple[Told, ...]

    def json(self) -> dict[str, Any]:
        """The same figures as plain values."""
        return {
            "from": self.history.first.isoformat(),
            "to": self.history.last.isoformat(),
            "bets": len(self.history.bets),
            "markers": [
                {
                    "key": each.marker.key,
                    "title": each.marker.title,
                    "unit": each.marker.unit,
                    "month_unit": each.marker.month_unit,
                    "findings": [finding.json() for finding in each.findings],
                }
                for each in self.told
            ],
        }


def report(history: History) -> Report:
    """All markers, in the order of the data file."""
    parts = [history.of(currency) for currency in history.currencies]
    return Report(
        history, tuple(Told(marker, _findings(marker, history, parts)) for marker in words.markers())
    )


def _findings(marker: words.Marker, history: History, parts: list[History]) -> tuple[Finding, ...]:
    figure = FIGURES[marker.key]
    return tuple(map(figure, parts)) if marker.is_per_currency else (figure(history),)


def _stands(said: words.Said, finding: Finding) -> str:
    if said.limit is None or finding.value is None:
        return ""
    if said.compare == "month":
        told = finding.told_months
        over = sum((point.value or 0) > said.limit for point in told)
        return f"{over} of your {len(told)} months were above it"
    return f"your figure is {_side(finding.value, said)} it{NO_PROOF if finding.value <= said.limit else ''}"


def _side(value: Any, said: words.Said) -> str:
    if value == said.limit:
        return "at"
    return "above" if value > said.limit else "below"
