"""Stakes placed within the hour after a loss, against the usual stake."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from analytics.harm.finding import Fact, Finding, monthly
from analytics.harm.history import History, Placed
from analytics.harm.spread import median, quotient, share

HOUR, QUARTER = timedelta(hours=1), timedelta(minutes=15)
LEAST, LEAST_IN_MONTH = 10, 3


def chasing(history: History) -> Finding:
    """One currency's: the median stake after a loss over the median of the other stakes.

    A bet is placed after a loss when the last result before it, at most an hour earlier, took money. Results whose
    moment no file tells (a loss that Betsite or the person concluded) cannot be seen; they are counted and named.
    """
    bets = [bet for bet in history.timed if bet.risk_micro]
    losing = _Results(history.timed)
    after = {bet.id for bet in bets if losing.before(bet, HOUR)}
    soon = sum(losing.before(bet, QUARTER) for bet in bets)
    unseen = sum(bet.is_lost and bet.settled_at is None for bet in history.bets)
    left_out = f"Left out: {unseen:,} losses whose moment no file tells" if unseen else ""
    others = len(bets) - len(after)
    if min(len(after), others) < LEAST:
        missing = (
            f"Too little to compare: {len(after)} bets within the hour after a loss and {others} others,"
            f" and it takes {LEAST} of each."
        )
        return Finding(history.currencies[0], None, len(after), missing=missing, left_out=left_out)

    def ratio(rows: Sequence[Placed]) -> Decimal | None:
        hot = [bet.risk_micro or 0 for bet in rows if bet.id in after]
        usual = [bet.risk_micro or 0 for bet in rows if bet.id not in after]
        return quotient(median(hot), median(usual)) if min(len(hot), len(usual)) >= LEAST_IN_MONTH else None

    hot = [bet.risk_micro or 0 for bet in bets if bet.id in after]
    usual = [bet.risk_micro or 0 for bet in bets if bet.id not in after]
    return Finding(
        history.currencies[0],
        quotient(median(hot), median(usual)),
        len(after),
        monthly(history.months, bets, ratio),
        (
            Fact("Median stake within the hour after a loss", "money", _whole(median(hot))),
            Fact("Median of the other stakes", "money", _whole(median(usual))),
            Fact("Bets within the hour after a loss", "percent", share(len(after), len(bets))),
            Fact("Bets within 15 minutes of a loss", "percent", share(soon, len(bets))),
        ),
        left_out=left_out,
    )


class _Results:
    """Moments at which bets were settled, and whether all that was settled at that moment took money."""

    def __init__(self, bets: Sequence[Placed]) -> None:
        sums: dict[datetime, int] = {}
        for bet in bets:
            if bet.settled_at is not None and bet.profit_micro is not None:
                sums[bet.settled_at] = sums.get(bet.settled_at, 0) + bet.profit_micro
        self.moments = sorted(sums)
        self.sums = sums

    def before(self, bet: Placed, window: timedelta) -> bool:
        """Was the last result strictly before the bet a loss, and at most `window` earlier?"""
        index = bisect_left(self.moments, bet.placed_at) - 1
        if index < 0:
            return False
        moment = self.moments[index]
        return bet.placed_at - moment <= window and self.sums[moment] < 0


def _whole(amount: Decimal | None) -> int | None:
    return None if amount is None else int(amount)
