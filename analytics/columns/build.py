"""Make somebody's columns: sorted by time, with one small number for all that a bet has in common with others."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from analytics.columns import wire
from analytics.columns.wire import STATUSES
from analytics.terms import MICRO, ODDS, STAKES
from bets.models import Bet
from bets.models.states import UNSETTLED

# What a kind of bet is made of. A kind is a combination that occurs; sums are taken by kind first and by anything made
# of kinds afterwards, so that six break-downs cost little more than one.
KIND = (
    "currency", "bookmaker", "sport", "competition", "market", "structure", "side", "status", "bonus", "legs", "flags",
    "sign",
)  # fmt: skip
MOST_KINDS = 20_000  # so many left over from changes are borne
MOST = 1 << 62  # sums below it are exact in 64 bits
MONEY = ("profit", "turnover", "commission", "odds", "stake", "risk")
STORED = {
    "id": "i8", "happened": "i8", "placed": "i8", "day": "i4", "kind": "i4", "hour": "u1", "weekday": "u1",
    "odds_band": "u1", "stake_band": "u1", **dict.fromkeys(MONEY, "i8"),
}  # fmt: skip
UNSETTLED_CODES = tuple(STATUSES.index(status) + 1 for status in UNSETTLED)


class Unfit(Exception):  # noqa: N818  nothing is wrong: SQL answers
    """These bets cannot be told as columns: unknown words, or sums beyond 64 bits."""


@dataclass(frozen=True)
class Columns:
    """Arrays by name, one value a bet; `kinds` by name, one value a kind; the words of `currency`."""

    rows: dict[str, np.ndarray]
    kinds: dict[str, np.ndarray]
    currencies: list[str]


def build(owner_id: int, zone: str) -> Columns:
    """From the database. Call it inside acting_as(owner). Raises Unfit."""
    currencies = sorted(_currencies(Bet.objects.visible_to(owner_id)))
    return _columns(wire.read(owner_id, zone, currencies), currencies)


def patched(old: Columns, owner_id: int, zone: str, ids: list[int]) -> Columns:
    """Columns of an earlier moment, brought up to date where these bets changed, came or went. Raises Unfit.

    Call it inside acting_as(owner).
    """
    told = _currencies(Bet.objects.visible_to(owner_id).filter(pk__in=ids))
    currencies = old.currencies + sorted(told - set(old.currencies))
    new = _columns(wire.read(owner_id, zone, currencies, ids), currencies)
    gone = np.flatnonzero(np.isin(old.rows["id"], ids))
    rows = {name: np.delete(values, gone) for name, values in old.rows.items()}
    places = _places(rows["happened"], rows["id"], new.rows)
    new.rows["kind"] = (new.rows["kind"] + len(old.kinds["sign"])).astype(new.rows["kind"].dtype)
    merged = Columns(
        {name: np.insert(values, places, new.rows[name]) for name, values in rows.items()},
        {name: np.concatenate((values, new.kinds[name])) for name, values in old.kinds.items()},
        currencies,
    )
    if len(merged.kinds["sign"]) > len(merged.rows["id"]) + MOST_KINDS:
        raise Unfit("too many kinds are left over from former changes")
    _check_sums(merged.rows)
    return merged


def _places(happened: np.ndarray, ids: np.ndarray, new: dict[str, np.ndarray]) -> np.ndarray:
    """Before which of the kept rows each new one comes, by time and then by id."""
    places = np.searchsorted(happened, new["happened"])
    ends = np.searchsorted(happened, new["happened"], side="right")
    for at in np.flatnonzero(ends > places):
        start = places[at]
        places[at] = start + np.searchsorted(ids[start : ends[at]], new["id"][at])
    return places


def _currencies(bets: Any) -> set[str]:
    return set(bets.order_by().values_list("currency", flat=True).distinct())


def _columns(told: dict[str, np.ndarray], currencies: list[str]) -> Columns:
    """What was read of bets, as columns. Raises Unfit."""
    order = np.lexsort((told["id"], told["happened"]))
    told = {name: values[order] for name, values in told.items()}
    _check(told)
    is_unsettled = np.isin(told["status"], UNSETTLED_CODES)
    told["sign"] = np.where(is_unsettled, 2, np.sign(told["profit"]))
    kind, kinds = _kinds(told)
    risk = np.where(told["at_risk"] >= 0, told["at_risk"], np.maximum(told["stake"], 0))
    staked = np.where(told["at_risk"] >= 0, told["at_risk"] + told["bonus_stake"], -1)
    has_odds = (told["flags"] & 8) > 0
    rows: dict[str, Any] = told | {
        "kind": kind,
        "risk": risk,
        "odds_band": _band(np.where(has_odds, told["odds"], -1), ODDS),
        "stake_band": _band(staked, STAKES),
    }
    return Columns({name: rows[name].astype(kept) for name, kept in STORED.items()}, kinds, currencies)


def _check(told: dict[str, np.ndarray]) -> None:
    words = ("currency", "structure", "side", "status", "bonus")
    if any((told[name] == 0).any() for name in words):
        raise Unfit("a word that is not known")
    if (told["at_risk"] < -1).any():
        raise Unfit("a risk below nothing")
    _check_sums(told)


def _check_sums(told: dict[str, np.ndarray]) -> None:
    for name in ("profit", "turnover", "commission", "odds", "stake", "at_risk", "risk"):
        values = told.get(name, np.zeros(0, np.int64))
        most = max(int(values.max(initial=0)), -int(values.min(initial=0)))
        if most * max(len(values), 1) >= MOST:
            raise Unfit(f"sums of {name} beyond 64 bits")


def _kinds(told: dict[str, np.ndarray]) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Each bet's kind, and what the kinds are made of."""
    code = np.zeros(len(told["id"]), np.int64)
    width = 1
    for name in KIND:
        values, position = np.unique(told[name], return_inverse=True)
        if width * max(len(values), 1) >= MOST:
            known, code = np.unique(code, return_inverse=True)
            width = len(known)
        code = code * len(values) + position
        width *= max(len(values), 1)
    _, first, kind = np.unique(code, return_index=True, return_inverse=True)
    return kind, {name: told[name][first].astype(np.int64) for name in KIND}


def _band(micro: np.ndarray, bounds: Any) -> np.ndarray:
    """The position of the band, as analytics.terms counts them; the one after the last where nothing is told (-1)."""
    limits = np.array([int(bound * MICRO) for bound in bounds])
    return np.where(micro < 0, len(bounds) + 1, np.searchsorted(limits, micro, side="right"))
