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
    for length, one, many in STEPS:
        count = since // length
        if count >= 1:
            return f"{count} {one if count == 1 else many} ago"
    seconds = int(since.total_seconds())
    return f"{seconds} s ago" if seconds >= 1 else "just now"
