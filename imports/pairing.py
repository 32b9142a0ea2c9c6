"""Which bets of different exports are one and the same bet: a bookmaker's own row and a tracker's note of it.

Pure. Exports of one format never pair with each other: their own references tell their bets apart. Two bets of one
account and stake pair when they were placed within minutes of each other and nothing they say contradicts it; or a
whole number of half hours apart (a zone misread) when event and selection agree as well. What a person typed by hand
may be any hours off then, if the odds agree too: it is typed when they come to it. One pairs with one only.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

NEAR = timedelta(minutes=5)
ZONES = timedelta(hours=15)
HALF_HOUR = timedelta(minutes=30)
BY_HAND = "by-hand"
SAME_ODDS = Decimal(
    "0.011"
)  # relative; American odds in whole numbers differ from decimal ones by up to one percent
WORD = re.compile(r"[^\W_]{3,}")
COMMON = frozenset(
    """the and win draw result match odds over under line money head moneyline game full time""".split()  # noqa: SIM905
)


@dataclass(frozen=True)
class Told:
    """One bet as one export knows it. Money in micro-units, time in UTC, odds decimal."""

    bet_id: int
    format: str
    detail: int
    account_id: int
    stake_micro: int
    odds: Decimal | None
    placed_at: datetime
    text: str

    @property
    def words(self) -> frozenset[str]:
        """What tells this bet from others, without the words every bet has."""
        return frozenset(WORD.findall(self.text.casefold())) - COMMON


@dataclass(frozen=True)
class Pair:
    """`bet_id` is told in less detail and is the same as `into_id`."""

    bet_id: int
    into_id: int
    account_id: int
    why: str


def pair(bets: Iterable[Told], *, refused: frozenset[tuple[int, int]] = frozenset()) -> list[Pair]:
    """The pairs among bets; the same whatever their order. `refused`: pairs (bet, into) a person said are two bets."""
    groups: dict[tuple[int, int], list[Told]] = defaultdict(list)
    for bet in bets:
        groups[bet.account_id, bet.stake_micro].append(bet)
    pairs: list[Pair] = []
    for group in groups.values():
        if len({bet.format for bet in group}) > 1:
            pairs += _within(group, refused)
    return sorted(pairs, key=lambda found: found.bet_id)


def _within(group: list[Told], refused: frozenset[tuple[int, int]]) -> list[Pair]:
    """Format by format, the most detailed first: each bet joins one that is there already, or stands for itself."""
    by_format: dict[tuple[int, str], list[Told]] = defaultdict(list)
    for bet in group:
        by_format[-bet.detail, bet.format].append(bet)
    standing: list[Told] = []
    pairs: list[Pair] = []
    for _, bets in sorted(by_format.items()):
        found = _match(bets, standing, refused)
        pairs += found
        joined = {each.bet_id for each in found}
        standing += [bet for bet in bets if bet.bet_id not in joined]
    return pairs


def _match(bets: Sequence[Told], standing: Sequence[Told], refused: frozenset[tuple[int, int]]) -> list[Pair]:
    """The best pairs first; who is taken is taken."""
    candidates = []
    ordered = sorted(standing, key=lambda bet: (bet.placed_at, bet.bet_id))
    for bet in bets:
        for other in _around(ordered, bet.placed_at):
            if (bet.bet_id, other.bet_id) not in refused and (judged := _judge(bet, other)):
                (rank, why) = judged
                candidates.append((rank, other.placed_at, bet.placed_at, other.bet_id, bet.bet_id, why))
    taken: set[int] = set()
    pairs = []
    for _, _, _, into, bet_id, why in sorted(candidates):
        if into not in taken and bet_id not in taken:
            taken |= {into, bet_id}
            pairs.append(Pair(bet_id, into, bets[0].account_id, why))
    return pairs


def _around(ordered: Sequence[Told], moment: datetime) -> Iterable[Told]:
    """Those placed at most ZONES away, found by bisection."""
    first = bisect_left(ordered, moment - ZONES, key=lambda bet: bet.placed_at)
    last = bisect_right(ordered, moment + ZONES, key=lambda bet: bet.placed_at)
    return ordered[first:last]


def _judge(bet: Told, other: Told) -> tuple[tuple[int, int, float], str] | None:
    """How well two bets agree (less is better) and why, or None when they are two bets."""
    apart = abs(bet.placed_at - other.placed_at)
    if bet.odds and other.odds and abs(bet.odds / other.odds - 1) > SAME_ODDS:
        return None
    has_odds = bool(bet.odds and other.odds)
    shared = bet.words & other.words
    agrees = len(shared) >= 2 or (bool(shared) and has_odds)
    contradicts = bool(bet.words and other.words) and not shared
    named = f"both name {', '.join(sorted(shared)[:3])}" if shared else "same odds"
    if apart <= NEAR and not contradicts and (has_odds or agrees):
        return (0, -len(shared), apart.total_seconds()), f"same stake, placed within five minutes, {named}"
    off = apart % HALF_HOUR
    if agrees and min(off, HALF_HOUR - off) <= NEAR:
        hours = round(apart / HALF_HOUR) / 2
        return (1, -len(shared), apart.total_seconds()), f"same stake, {hours:g} hours apart (zone?), {named}"
    if BY_HAND in (bet.format, other.format) and has_odds and agrees:
        return (2, -len(shared), apart.total_seconds()), f"same stake and odds, typed by hand, {named}"
    return None
