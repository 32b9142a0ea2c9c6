"""How a bet stands: who tells it, what may be done with it by hand, and what it looked like at a moment."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch

from bets.models import Bet
from bets.models import Leg as BetLeg
from imports.by_hand.entry import Entry, Leg, read
from imports.by_hand.errors import NoSuchBet
from imports.models import BetChange, HandBet, Remark, Twin

FACTS = (
    "status",
    "bookmaker__name",
    "currency",
    "structure",
    "side",
    "bonus",
    "is_each_way",
    "sport__name",
    "competition__name",
    "event_name",
    "market_name",
    "selection",
    "odds",
    "closing_odds",
    "stake_micro",
    "bonus_stake_micro",
    "returned_micro",
    "commission_micro",
    "profit_micro",
    "placed_at",
    "settled_at",
)

LEGS = Prefetch("legs", BetLeg.objects.select_related("sport").order_by("position"))


@dataclass(frozen=True)
class Standing:
    """A bet of the book, what was told of it by hand, and which state of it this is.

    `is_by_hand`: nobody but its owner tells it; else `hand` is their telling of a bet that a file tells too, or None.
    """

    bet: Bet
    hand: HandBet | None
    version: str

    @property
    def is_by_hand(self) -> bool:
        return self.hand is not None and self.hand.pk == self.bet.pk

    @property
    def entry(self) -> Entry | None:
        """As it was told by hand."""
        return read(self.hand.entry) if self.hand else None

    @property
    def can_be_settled(self) -> bool:
        """May a person say how it ended? Not where a file does."""
        bet = self.bet
        return self.is_by_hand or not bet.is_settled or bet.is_decided_by_rule or bet.decided_at is not None

    @property
    def can_be_deleted(self) -> bool:
        """Not where a statement's rows are the bet's money, unless it was told by hand as well."""
        return self.hand is not None or not self.bet.is_cash_in_lines


def standing(user: Any, bet_id: int) -> Standing:
    """How one bet stands. Raises NoSuchBet. Call it inside acting_as(user)."""
    found = standings(user, [bet_id])
    if not found:
        raise NoSuchBet
    return found[0]


def standings(user: Any, bet_ids: Collection[int]) -> list[Standing]:
    """How bets stand, in the order of their ids; those that are not there are left out. A bet that exists as another
    export's is that one."""
    into = dict(
        Twin.objects.visible_to(user)
        .filter(bet_id__in=bet_ids, is_refused=False)
        .values_list("bet_id", "into_id")
    )
    wanted = {into.get(bet_id, bet_id) for bet_id in bet_ids}
    bets = list(
        Bet.objects.visible_to(user)
        .filter(pk__in=wanted)
        .select_related("bookmaker", "sport", "competition")
        .prefetch_related(LEGS)
        .order_by("pk")
    )
    absorbed = dict(
        Twin.objects.visible_to(user)
        .filter(into_id__in=wanted, is_refused=False)
        .values_list("bet_id", "into_id")
    )
    hands = HandBet.objects.visible_to(user).filter(pk__in=wanted | absorbed.keys())
    by_bet = {absorbed.get(hand.pk, hand.pk): hand for hand in hands.order_by("-pk")}
    changes = dict(
        BetChange.objects.visible_to(user)
        .filter(bet_id__in=[bet.pk for bet in bets])
        .values_list("bet_id")
        .annotate(Count("pk"))
        .order_by()
    )
    return [
        Standing(bet, by_bet.get(bet.pk), f"{changes.get(bet.pk, 0)}-{bet.updated_at:%Y%m%d%H%M%S%f}")
        for bet in bets
    ]


def snapshots(user: Any, bet_ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """What the book says of bets and what their owner remarked on them, as JSON; only of those that are there."""
    ids = list(bet_ids)
    rows = Bet.objects.visible_to(user).filter(pk__in=ids).values("pk", *FACTS)
    found = {row.pop("pk"): {name: _plain(value) for name, value in row.items()} for row in rows}
    legs = BetLeg.objects.filter(bet__in=found).order_by("bet_id", "position")
    for leg in legs:
        said = [leg.selection, leg.event_name, f"{leg.odds:f}" if leg.odds else "", leg.get_result_display()]
        found[leg.bet_id].setdefault("legs", []).append(" · ".join(filter(None, said)))
    for remark in Remark.objects.visible_to(user).filter(pk__in=ids):
        found.setdefault(remark.pk, {})
        found[remark.pk] |= {
            "tags": ", ".join(remark.tags),
            "note": remark.note,
            "confidence": remark.confidence,
            "probability": _plain(remark.probability),
        }
    return {
        bet_id: {name: value for name, value in facts.items() if value not in (None, "")}
        for bet_id, facts in found.items()
    }


def entry_of(bet: Bet) -> Entry:
    """A bet of a file as it would be entered by hand, without its end. Ask standings() for the bet."""
    legs = tuple(
        Leg(
            selection=leg.selection or leg.event_name or "?",
            event=leg.event_name,
            market=leg.market_name,
            sport=leg.sport.name if leg.sport else "",
            odds=leg.odds if leg.odds and leg.odds > 1 else None,
        )
        for leg in bet.legs.all()
    )
    is_multi = len(legs) > 1
    is_bonus = bet.bonus != "none"
    stake = (bet.bonus_stake_micro if is_bonus else bet.stake_micro) or 0
    kind = (
        "multi" if is_multi else "lay" if bet.side == "lay" else "each_way" if bet.is_each_way else "single"
    )
    return Entry(
        bookmaker=bet.bookmaker.name,
        currency=bet.currency,
        kind=kind,
        bonus="kept" if is_bonus and kind != "lay" else "none",
        stake_micro=stake // 2 if kind == "each_way" else stake,
        placed_at=bet.placed_at,
        odds=bet.odds if bet.odds and bet.odds > 1 else None,
        sport=bet.sport.name if bet.sport else "",
        competition=bet.competition.name if bet.competition else "",
        event="" if is_multi else bet.event_name,
        market="" if is_multi else bet.market_name,
        selection="" if is_multi else bet.selection or bet.event_name or bet.ref,
        legs=legs if is_multi else (),
    )


def _plain(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value if value is None or isinstance(value, (int, str, bool)) else f"{value.normalize():f}"
