"""Put Smarkets' rows together to bets: placed, won or lost, and the market's settlement that moved the money.

The settlement row of a market tells the net amount of all its bets after commission. Each bet's result before
commission is its stake and odds; the difference is the commission, which the winning bets carry in proportion,
so that the profits of a market's bets add up to its row exactly. A difference that cannot be commission goes to
the largest bet: the file's figure wins.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

MOST_COMMISSION = 10  # percent of a market's winnings; a larger difference is something else
UNMATCHED = "Not matched before the market was settled."
ROUNDED = "Takes up what the file's market settlement differs from stakes and odds."


@dataclass(frozen=True)
class Row:
    """One row in order of time. Money in micro-units, odds in millionths, time in microseconds."""

    place: int
    act: str  # placed, won, lost, voided, settled or market_void
    details: str
    side: str
    selection: str
    stake: int
    odds: int
    amount: int
    time: int
    has_amount: bool = False

    @property
    def about(self) -> tuple[str, str, str]:
        return self.details, self.side, self.selection

    @property
    def gain(self) -> int:
        """What a back bet wins and a lay bet loses."""
        return (self.stake * (self.odds - 1_000_000) + 500_000) // 1_000_000


@dataclass
class Bet:
    """One bet; place is the row that tells its stake and odds."""

    row: Row
    status: str
    placed: int | None = None
    settled: int | None = None
    profit: int | None = None
    commission: int = 0
    note: str | None = None
    places: list[int] = field(default_factory=list)
    is_market: bool = False
    is_gone: bool = False

    @property
    def at_risk(self) -> int:
        return self.row.stake if self.row.side == "back" else self.row.gain


class Book:
    """The bets of one file, told row by row in order of time."""

    def __init__(self) -> None:
        self.bets: list[Bet] = []
        self._waiting: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
        self._last_placed: dict[tuple[str, str, str], Row] = {}
        self._unsettled: dict[str, list[Bet]] = defaultdict(list)
        self._abouts: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
        self._unmatched: dict[tuple[str, str, str], list[Bet]] = defaultdict(list)

    def tell(self, row: Row) -> None:
        """Take in the next row."""
        if row.act == "placed":
            self._waiting[row.about].append(row)
            self._abouts[row.details].add(row.about)
        elif row.act in ("won", "lost", "voided"):
            self._result(row)
        else:
            self._settlement(row)

    def close(self) -> list[Bet]:
        """All bets: what still waits for a result is open."""
        for rows in self._waiting.values():
            self.bets += [Bet(row, "open", placed=row.time, places=[row.place]) for row in rows]
        self._waiting.clear()
        return [bet for bet in self.bets if not bet.is_gone]

    def _result(self, row: Row) -> None:
        placed = self._placed(row)
        known = placed or self._last_placed.get(row.about)
        if placed:
            self._last_placed[row.about] = placed
        bet = Bet(row, {"voided": "void"}.get(row.act, row.act), settled=row.time, profit=_gross(row))
        bet.placed = known.time if known else None
        bet.places = [row.place, *([placed.place] if placed else [])]
        self.bets.append(bet)
        if row.act != "voided":
            self._unsettled[row.details].append(bet)

    def _placed(self, row: Row) -> Row | None:
        """The row that placed this bet: with the same stake and odds, else the first of the same selection."""
        waiting = self._waiting.get(row.about)
        if not waiting:
            return self._taken_back(row)
        same = (at for at, other in enumerate(waiting) if (other.stake, other.odds) == (row.stake, row.odds))
        return waiting.pop(next(same, 0))

    def _taken_back(self, row: Row) -> Row | None:
        """A bet thought unmatched when another market of the same name was settled, and now has a result after all."""
        for bet in self._unmatched.get(row.about, []):
            if (bet.row.stake, bet.row.odds) == (row.stake, row.odds) and not bet.is_gone:
                bet.is_gone = True
                return bet.row
        return None

    def _settlement(self, row: Row) -> None:
        bets = self._unsettled.pop(row.details, [])
        unmatched = self._void_waiting(row)
        if row.act == "market_void":
            for bet in bets:
                bet.status, bet.profit = "void", 0
        if not row.has_amount:
            return
        if bets:
            _allocate(bets, row.amount)
        elif row.amount or (row.act == "settled" and not unmatched):
            status = "won" if row.amount > 0 else "lost" if row.amount < 0 else "void"
            market = Bet(row, status, None, row.time, row.amount, places=[row.place], is_market=True)
            self.bets.append(market)

    def _void_waiting(self, row: Row) -> int:
        """Bets of this market that have no result when it is settled; how many there are."""
        count = 0
        for about in self._abouts.pop(row.details, ()):
            for waiting in self._waiting.pop(about, []):
                note = UNMATCHED if row.act == "settled" else None
                void = Bet(waiting, "void", waiting.time, row.time, 0, note=note, places=[waiting.place])
                self.bets.append(void)
                self._unmatched[about].append(void)
                count += 1
        return count


def _gross(row: Row) -> int:
    """Profit before commission."""
    if row.act == "voided":
        return 0
    won, lost = (row.gain, -row.stake) if row.side == "back" else (row.stake, -row.gain)
    return won if row.act == "won" else lost


def _allocate(bets: list[Bet], net: int) -> None:
    """Make the profits add up to the market's net amount."""
    gross = [bet.profit or 0 for bet in bets]
    fee = sum(gross) - net
    winners = [bet for bet in bets if (bet.profit or 0) > 0]
    if fee > 0 and winners and net > 0 and fee * 100 <= sum(gross) * MOST_COMMISSION:
        weights = [bet.profit or 0 for bet in winners]
        for bet, share in zip(winners, shares(fee, weights), strict=True):
            bet.commission = share
            bet.profit = (bet.profit or 0) - share
    elif fee:
        largest = max(bets, key=lambda bet: bet.row.stake)
        largest.profit = (largest.profit or 0) - fee
        largest.note = ROUNDED if abs(fee) >= 10_000 else None


def shares(total: int, weights: Sequence[int]) -> list[int]:
    """The total cut in proportion to the weights, to the last unit: the largest remainders get what is over."""
    whole = sum(weights)
    parts = [divmod(total * weight, whole) for weight in weights]
    cut = [part for part, _ in parts]
    order = sorted(range(len(weights)), key=lambda at: (-parts[at][1], at))
    for at in order[: total - sum(cut)]:
        cut[at] += 1
    return cut
