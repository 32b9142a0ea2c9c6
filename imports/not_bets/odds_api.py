"""A reply of The Odds API (v4) saved as a file: events with the prices of bookmakers, or only with their scores."""

import codecs
import json
from collections.abc import Iterator
from typing import Any

from imports.not_bets._base import Kind, Source, counted, listed

MOST_BYTES = 16 * 2**20  # of which the events are counted
SIGNS = (b'"sport_key"', b'"commence_time"')


class OddsApi(Kind):
    slug = "odds-api"
    name = "The Odds API"
    title = "Prices, not bets"
    is_odds = True
    instead = (
        "Such a file tells what bookmakers offered at one moment. To see your own betting, send the statement of a"
        " bookmaker or the list of a tracker."
    )

    def of_bytes(self, source: Source) -> str | None:
        """By the names every event has."""
        head = source.head.replace(b"\x00", b"").removeprefix(codecs.BOM_UTF8).lstrip(b"\xff\xfe \r\n\t")
        if not head.startswith((b"[", b"{")) or not all(sign in head for sign in SIGNS):
            return None
        events = list(_events(source.first(MOST_BYTES)))
        about = _about(events) if events else "events with their prices"
        return (
            f"This is a reply of The Odds API saved as a file, {about}: prices, not bets."
            " It belongs to the odds store and not into your book."
        )


def _events(data: bytes) -> Iterator[dict[str, Any]]:
    """The events, whatever they are wrapped in: a list, one alone, or a snapshot of the past with its `data`."""
    try:
        told = json.loads(data)
    except (ValueError, RecursionError):
        return
    if isinstance(told, dict) and "data" in told:
        told = told["data"]
    for event in told if isinstance(told, list) else [told]:
        if isinstance(event, dict) and "sport_key" in event:
            yield event


def _about(events: list[dict[str, Any]]) -> str:
    """Events, sports, bookmakers and days, counted."""
    sports = sorted({str(event["sport_key"]) for event in events})
    days = sorted({str(event.get("commence_time", ""))[:10] for event in events} - {""})
    books = {
        str(book.get("key"))
        for event in events
        if isinstance(event.get("bookmakers"), list)
        for book in event["bookmakers"]
        if isinstance(book, dict)
    }
    parts = [f"{counted(len(events), 'event')} of {listed(sports)}"]
    if days:
        parts.append(f"on {days[0]}" if days[0] == days[-1] else f"from {days[0]} to {days[-1]}")
    if books:
        parts.append(f"with the prices of {counted(len(books), 'bookmaker')}")
    return ", ".join(parts)


KIND = OddsApi()
