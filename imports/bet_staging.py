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
# Legs of a first import come with the ids of their bets (imports/first.py).
LEG_STAGED = LEG | {"bet_id": "bigint"}


def no_legs() -> pd.DataFrame:
    """Legs of bets that have none."""
    return pd.DataFrame(columns=[*LEG, *KEY, "bookmaker", "currency"]).loc[
        :, lambda frame: ~frame.columns.duplicated()
    ]


# What was understood, beside the text it was understood from, whose digest the row's line has.
UNDERSTOOD = ["status", "placed_at", "settled_at", "stake_micro", "bonus_stake_micro", "at_risk_micro"]
UNDERSTOOD += ["returned_micro", "profit_micro", "commission_micro", "structure", "side", "legs_digest"]
LEG_SAID = ["position", "sport", "competition", "event", "market", "selection", "odds", "result"]


def digested(
    bets: pd.DataFrame, legs: pd.DataFrame, lines: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Bets (of equal references the last) and their legs (of one bet and position the last), both with the number of
    their bet within the file (`bet`), and bets with a digest of what is told of each: equal for all files that say the
    same.

    It is of the row the bet was read from, its legs, and how it was understood by the code that runs now.
    """
    bets, legs = _with_numbers(bets, legs)
    is_last = ~bets["bet"].duplicated(keep="last").to_numpy()
    if not is_last.all():
        bets = bets[is_last]
    if not len(bets):
        return bets.assign(legs_digest=0, digest=pd.Series(dtype="int64")), legs
    bets = bets.assign(legs_digest=_legs_digests(bets["bet"].to_numpy(), legs) if len(legs) else 0)
    of_row = pd.Series(lines["digest"].to_numpy(dtype=np.int64), index=lines["row"].to_numpy())
    digests = of_row.reindex(bets["row"].to_numpy(), fill_value=0).to_numpy(dtype=np.int64)
    code = np.full(len(bets), int(mark(), 16), dtype=np.int64)
    return bets.assign(digest=mixed(digests ^ code, [bets[column] for column in UNDERSTOOD])), legs


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
    """Put digested() bets and legs (both with account_id) into imp_bet and imp_leg."""
    catalogue = Catalogue(owner)
    bets = catalogue.assign(bets, meanings.bets)
    legs = catalogue.assign(legs, meanings.legs)
    bets = _with_legs(bets, legs, catalogue).assign(is_future=meanings.are_futures)
    bets = bets.assign(**dict.fromkeys({"bet_id", "telling_id"} - set(bets)))
    legs = legs.assign(**dict.fromkeys({"bet_id"} - set(legs)))
    staged = Staged(bets, legs)
    stage_staged(staged, told=told)
    return staged


def stage_staged(staged: Staged, *, told: Told = lambda rows: None) -> None:
    """Put bets and legs whose names have become ids into imp_bet and imp_leg."""
    stage("imp_bet", BET, staged.bets, told=told)
    stage("imp_leg", LEG_STAGED, staged.legs, told=told)


def _with_numbers(bets: pd.DataFrame, legs: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Bets, and legs without those that a later one replaces, with one number for each account and reference."""
    both = [frame[KEY] for frame in (bets, legs)]
    refs, _ = factorized(np.concatenate([frame["ref"].to_numpy(dtype=object) for frame in both]))
    accounts, known = pd.factorize(np.concatenate([frame["account_id"].to_numpy() for frame in both]))
    numbers = refs.astype(np.int64) * max(len(known), 1) + accounts
    bets, legs = bets.assign(bet=numbers[: len(bets)]), legs.assign(bet=numbers[len(bets) :])
    is_last = ~legs.duplicated(["bet", "position"], keep="last").to_numpy()
    return bets, legs if is_last.all() else legs[is_last]


def _legs_digests(bets: np.ndarray, legs: pd.DataFrame) -> Any:
    """A digest of the legs of each of these numbers, 0 where it has none."""
    of_legs = legs["bet"].to_numpy()
    hashes = mixed(np.zeros(len(legs), dtype=np.int64), [legs[column] for column in LEG_SAID])
    summed = np.zeros(max(bets.max(), of_legs.max()) + 1, dtype=np.int64)
    np.add.at(summed, of_legs, hashes)
    return pd.array(summed[bets], dtype="Int64")


def _with_legs(bets: pd.DataFrame, legs: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """For a multi without a sport of its own the sport of its legs."""
    if not len(legs):
        return bets
    told = legs.loc[legs["sport_id"].notna(), ["bet", "sport_id"]]
    sports = told.drop_duplicates("bet").set_index("bet")["sport_id"]
    is_other = told["sport_id"].to_numpy() != sports.reindex(told["bet"]).to_numpy()
    lacking = bets["sport_id"].isna()
    several = lacking & bets["bet"].isin(set(told.loc[is_other, "bet"]))
    bets = bets.assign(sport_id=bets["sport_id"].where(~lacking, sports.reindex(bets["bet"]).array))
    if several.any():
        bets.loc[several, "sport_id"] = catalogue.sport_id("several")
    multi = bets["structure"].isin(["multi", "system"]) & bets["market_id"].isna()
    if multi.any():
        bets.loc[multi, "market_id"] = catalogue.market_id("multi")
    return bets
