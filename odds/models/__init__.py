"""What bookmakers offer, when they offered it, and what it closed at.

An **offer** is one market of an event ("Total 2.5 of Arsenal v Wolves"), a **selection** one of its outcomes. A
**quote** is a price that a bookmaker changed to: a price told again without a change only moves `seen_at`. The
**price** is the newest quote of a selection, bookmaker and side. A **closing** is the last price before the start with
the fair chances it implies, and says whose price it is.

Rows without an owner come from shared sources and are read by all; what a person enters or uploads is theirs alone.
Who owns what is kept by the database (odds/sql): a selection belongs to whom its offer belongs, and on a person's offer
only that person has quotes.
"""

from odds.models.closing import Benchmark, BetClosing, Closing, Matched, MatchedBy
from odds.models.offer import Offer, Period, Selection
from odds.models.outside import IngestRun, OutsideId, OutsideKind, OutsideTeam, Reject, Verdict
from odds.models.poll import Poll
from odds.models.quote import Price, Quote, QuoteSide, Source

__all__ = [
    "Benchmark",
    "BetClosing",
    "Closing",
    "IngestRun",
    "Matched",
    "MatchedBy",
    "Offer",
    "OutsideId",
    "OutsideKind",
    "OutsideTeam",
    "Period",
    "Poll",
    "Price",
    "Quote",
    "QuoteSide",
    "Reject",
    "Selection",
    "Source",
    "Verdict",
]
