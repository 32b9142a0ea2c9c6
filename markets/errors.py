"""What the markets refuse. The docstring is the sentence a person reads where nothing closer was said."""

from web.errors import Problem


class MarketsProblem(Problem):
    """What was asked of the markets cannot be done; the words say why."""


class CalendarUnknown(MarketsProblem):
    """The trading calendar says nothing of this day or this exchange."""


class ClosureRefused(MarketsProblem):
    """A closure or early close cannot be entered so."""


class NotCloses(MarketsProblem):
    """The file as a whole holds no daily closes that could be taken in."""
