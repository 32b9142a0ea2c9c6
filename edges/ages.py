"""How old a price is, in words."""

from datetime import datetime, timedelta

STEPS = (
    (timedelta(days=1), "day", "days"),
    (timedelta(hours=1), "h", "h"),
    (timedelta(minutes=1), "min", "min"),
)


def age(moment: datetime, *, at: datetime) -> str:
    """ "12 s ago", "3 min ago", "2 h ago", "1 day ago"; what lies ahead is "just now"."""
    since = at - moment
    return f"{span(since)} ago" if since >= timedelta(seconds=1) else "just now"


def span(length: timedelta) -> str:
    """As "12 s", "3 min", "2 h", "1 day"."""
    for step, one, many in STEPS:
        count = length // step
        if count >= 1:
            return f"{count} {one if count == 1 else many}"
    return f"{int(length.total_seconds())} s"
