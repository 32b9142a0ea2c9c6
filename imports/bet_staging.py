"""Bets and legs of a file as temporary tables imp_bet and imp_leg, with ids for everything they name."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from imports.catalogue import Catalogue
from imports.formats._coded import factorized
from imports.formats._keys import mixed
from imports.reader import mark
from imports.staging import Told, stage
from imports.understanding import Meanings

BET = {
    "row": "integer",
    "account_id": "bigint",
    "bookmaker_id": "bigint",
    "ref": "text",
    "currency": "text",
    "from_lines": "boolean",
    "cash_in_lines": "boolean",
    "structure": "text",
    "side": "text",
    "status": "text",
    "bonus": "text",
    "placed_at": "timestamptz",
    "settled_at": "timestamptz",
    "stake_micro": "bigint",
    "bonus_stake_micro": "bigint",
    "at_risk_micro": "bigint",
    "odds": "numeric",
    "closing_odds": "numeric",
    "returned_micro": "bigint",
    "profit_micro": "bigint",
    "commission_micro": "bigint",
    "sport_id": "bigint",
    "competition_id": "bigint",
    "market_id": "bigint",
    "event": "text",
    "market": "text",
    "selection": "text",
    "is_live": "boolean",
    "is_each_way": "boolean",
    "legs_count": "integer",
    "note": "text",
    "legs_digest": "bigint",
    "is_future": "boolean",
    "digest": "bigint",
    "bet_id": "bigint",
    "telling_id": "bigint",
}
LEG = {
    "account_id": "bigint",
    "ref": "text",
    "position": "integer",
    "sport_id": "bigint",
    "competition_id": "bigint",
    "event": "text",
    "market": "text",
    "selection": "text",
    "odds": "numeric",
    "result": "text",
}
KEY = ["account_id", "ref"]


def no_legs() -> pd.DataFrame:
    """Legs of bets that have none."""
    return pd.DataFrame(columns=[*LEG, *KEY, "bookmaker", "currency"]).loc[
        :, lambda frame: ~frame.columns.duplicated()
    ]


# What was understood, beside the text it was understood from, whose digest the row's line has.
UNDERSTOOD = ["status", "placed_at", "settled_at", "stake_micro", "bonus_stake_micro", "at_risk_micro"]
UNDERSTOOD += ["returned_micro", "profit_micro", "commission_micro", "structure", "side", "legs_digest"]
LEG_SAID = ["position", "sport", "competition", "event", "market", "selection", "odds", "result"]


def digested(bets: pd.DataFrame, legs: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """Bets (of equal references the last) with a digest of what is told of each: equal for all files that say the same.

    It is of the row the bet was read from, its legs, and how it was understood by the code that runs now.
    """
    of_bets, of_legs = _keys(bets, legs)
    is_last = ~pd.Series(of_bets).duplicated(keep="last").to_numpy()
    if not is_last.all():
        bets, of_bets = bets[is_last], of_bets[is_last]
    bets = _with_legs_digest(bets, of_bets, legs, of_legs) if len(legs) else bets.assign(legs_digest=0)
    if not len(bets):
        return bets.assign(digest=pd.Series(dtype="int64"))
    of_row = pd.Series(lines["digest"].to_numpy(dtype=np.int64), index=lines["row"].to_numpy())
    digests = of_row.reindex(bets["row"].to_numpy(), fill_value=0).to_numpy(dtype=np.int64)
    code = np.full(len(bets), int(mark(), 16), dtype=np.int64)
    return bets.assign(digest=mixed(digests ^ code, [bets[column] for column in UNDERSTOOD]))


def only_last_legs(legs: pd.DataFrame) -> pd.DataFrame:
    """Of legs of one bet and position the last."""
    if not len(legs):
        return legs
    _, of_legs = _keys(legs.iloc[:0], legs)
    is_last = _are_last(of_legs, legs["position"])
    return legs if is_last.all() else legs[is_last]


@dataclass(frozen=True)
class Staged:
    """What imp_bet and imp_leg hold."""

    bets: pd.DataFrame
    legs: pd.DataFrame


def stage_bets(
    owner: Any,
    bets: pd.DataFrame,
    legs: pd.DataFrame,
    meanings: Meanings,
    *,
    told: Told = lambda rows: None,
) -> Staged:
    """Put digested() bets and their only_last_legs() (both with account_id) into imp_bet and imp_leg."""
    catalogue = Catalogue(owner)
    bets = catalogue.assign(bets, meanings.bets)
    legs = catalogue.assign(legs, meanings.legs)
    bets = _with_legs(bets, legs, catalogue).assign(is_future=meanings.are_futures)
    bets = bets.assign(**dict.fromkeys({"bet_id", "telling_id"} - set(bets)))
    staged = Staged(bets, legs)
    stage_staged(staged, told=told)
    return staged


def stage_staged(staged: Staged, *, told: Told = lambda rows: None) -> None:
    """Put bets and legs whose names have become ids into imp_bet and imp_leg."""
    stage("imp_bet", BET, staged.bets, told=told)
    stage("imp_leg", LEG, staged.legs, told=told)


def _keys(bets: pd.DataFrame, legs: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """One number for each bet that is told, by its account and reference; those of bets and of legs."""
    both = [frame[KEY] for frame in (bets, legs)]
    refs, _ = factorized(np.concatenate([frame["ref"].to_numpy(dtype=object) for frame in both]))
    accounts, known = pd.factorize(np.concatenate([frame["account_id"].to_numpy() for frame in both]))
    keys = refs.astype(np.int64) * max(len(known), 1) + accounts
    return keys[: len(bets)], keys[len(bets) :]


def _are_last(of_legs: np.ndarray, positions: pd.Series) -> np.ndarray:
    """Which legs no later one of the same bet and position replaces."""
    places, known = pd.factorize(positions.to_numpy())
    keys = pd.Series(of_legs * max(len(known), 1) + places)
    return ~keys.duplicated(keep="last").to_numpy()


def _with_legs_digest(
    bets: pd.DataFrame, of_bets: np.ndarray, legs: pd.DataFrame, of_legs: np.ndarray
) -> pd.DataFrame:
    """With a digest of each bet's legs, 0 where it has none; both have the numbers of their keys."""
    is_last = _are_last(of_legs, legs["position"])
    said = [legs[column] if is_last.all() else legs.loc[is_last, column] for column in LEG_SAID]
    hashes = mixed(np.zeros(int(is_last.sum()), dtype=np.int64), said)
    summed = np.zeros(max(of_bets.max(initial=-1), of_legs.max(initial=-1)) + 1, dtype=np.int64)
    np.add.at(summed, of_legs[is_last], hashes)
    return bets.reset_index(drop=True).assign(legs_digest=pd.array(summed[of_bets], dtype="Int64"))


def _with_legs(bets: pd.DataFrame, legs: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """For a multi without a sport of its own the sport of its legs."""
    if not len(legs):
        return bets
    by_bet = legs.groupby(KEY, sort=False)["sport_id"]
    told = pd.DataFrame({"leg_sport": by_bet.first(), "leg_sports": by_bet.nunique()}).reset_index()
    bets = bets.merge(told, on=KEY, how="left")
    several = bets["leg_sports"].fillna(0).gt(1)
    lacking = bets["sport_id"].isna()
    bets.loc[lacking, "sport_id"] = bets.loc[lacking, "leg_sport"]
    if (several & lacking).any():
        bets.loc[several & lacking, "sport_id"] = catalogue.sport_id("several")
    multi = bets["structure"].isin(["multi", "system"]) & bets["market_id"].isna()
    if multi.any():
        bets.loc[multi, "market_id"] = catalogue.market_id("multi")
    return bets
