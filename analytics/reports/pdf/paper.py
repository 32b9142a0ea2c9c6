"""The paper itself: contents set by Typst into a tagged PDF (PDF/UA-1) with outline, embedded fonts and vector charts.

The same book, asked for at the same moment, makes the same bytes.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst
from django.utils import timezone

from analytics.filters import Filter
from analytics.reports.asking import zone_of
from analytics.reports.models import Report
from analytics.reports.pdf.blocks import Block, note, section
from analytics.reports.pdf.contents import contents
from analytics.reports.pdf.fonts import Pen, families, fonts
from analytics.reports.progress import Beat

TEMPLATE = Path(__file__).parent / "report.typ"
MOST_IN_CONTENTS = 30  # lines: with more, only the chapters
FOOT = "Made by Betsite from your own book. Past results say little about the next bet."
ANONYMOUS = (
    "No names, teams or single bets. Bookmakers and currencies are letters; days, weeks and months are counted from the"
    " first bet."
)
NEVER = datetime(2000, 1, 1, tzinfo=UTC)  # a paper tells when it was made; an anonymous one does not
HIDDEN = "Amounts are hidden; counts, odds and percentages are shown."


def write(report: Report, asked: Filter, path: Path, beat: Beat) -> None:
    """Write the PDF. Call it inside acting_as(the owner), with the person's preferences and zone active."""
    sections = contents(report, asked, zone_of(report), beat)
    beat.at("Set the pages")
    told = _told(report, asked, sections)
    beat.check()
    path.write_bytes(_set(told, report))


def _set(told: dict[str, Any], report: Report) -> bytes:
    made = typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs={"told": json.dumps(told, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=_made_at(report),
    )
    assert isinstance(made, bytes)
    return made


def _told(report: Report, asked: Filter, sections: list[Block]) -> dict[str, Any]:
    """What the template reads, every text in signs that the fonts have."""
    pen = Pen()
    written = pen.write(sections)
    first = pen.write(_first_page(report, asked))
    who = pen.text(_name(report))
    if pen.unknown:
        written.append(_unknown(pen.unknown))
    utc = _made_at(report)
    title = "Anonymous" if report.is_anonymous else report.title
    return {
        "name": f"Betting report, {title}",
        "title": title,
        "heading": "Betting report",
        "days": title,
        "who": who,
        "keywords": ["Betsite", "betting", title],
        "foot": FOOT,
        "date": {name: getattr(utc, name) for name in ("year", "month", "day", "hour", "minute", "second")},
        "fonts": families(),
        "depth": 2 if len(written) <= MOST_IN_CONTENTS else 1,
        "first-page": first,
        "sections": written,
    }


def _first_page(report: Report, asked: Filter) -> list[tuple[str, str]]:
    if report.is_anonymous:
        return [("Anonymous", ANONYMOUS), ("Amounts", HIDDEN)]
    owner, made = report.owner, timezone.localtime(report.created_at, zone_of(report))
    told = [("Of", _name(report))] if report.has_name else []
    told += [
        ("Days", _days(asked)),
        ("Time zone", report.time_zone.replace("_", " ")),
        ("Own currency", owner.currency),
        ("Made", f"{made:%-d %B %Y at %H:%M}"),
    ]
    narrowed = [f"{name} {value}" for name, value in asked.pairs if name not in ("from", "to")]
    if narrowed:
        told.append(("Only bets with", "; ".join(narrowed)))
    if report.is_masked:
        told.append(("Amounts", HIDDEN))
    return told


def _made_at(report: Report) -> datetime:
    """To the second, in UTC."""
    return NEVER if report.is_anonymous else report.created_at.astimezone(UTC).replace(microsecond=0)


def _days(asked: Filter) -> str:
    first, last = asked.date_from, asked.date_to
    if first and last:
        return f"{first:%-d %B %Y} to {last:%-d %B %Y}"
    if first:
        return f"from {first:%-d %B %Y} on"
    return f"up to {last:%-d %B %Y}" if last else "the whole time"


def _name(report: Report) -> str:
    """The person's address, where they ticked that it shall stand there."""
    return str(report.owner.email) if report.has_name else ""


def _unknown(signs: dict[str, int]) -> Block:
    kinds, times = len(signs), sum(signs.values())
    said = (
        f"{times} time{'' if times == 1 else 's'} a name has a sign that no font of this report can draw"
        f" ({kinds} different). Such a sign is written as its number, for example [U+{ord(next(iter(signs))):04X}]."
    )
    return section("Signs that could not be drawn", note(said))
