"""The sums of analytics.figures, by any columns that bets are grouped by, from somebody's columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

import numpy as np

from analytics.columns.kinds import HAS_ODDS, ROW_TERMS, WORDS, Kinds, kind_word
from analytics.columns.picked import Picked, Sums
from analytics.columns.wire import STATUSES, STRUCTURES
from analytics.terms import TERMS
from bets.models import Status

CATALOGUED = {
    "sport": "sport",
    "competition": "competition",
    "market_type": "market",
    "bookmaker": "bookmaker",
}
MEASURES = ("profit", "turnover", "commission", "odds", "stake", "risk")
WORDED = {"structure": STRUCTURES, "status": STATUSES}
MILLIONTHS = -6


@dataclass(frozen=True)
class Labels:
    """A number for every kind (or row), and the values that each number stands for."""

    codes: np.ndarray
    values: list[tuple[Any, ...]]


def summed(picked: Picked, names: Sequence[str]) -> list[dict[str, Any]] | None:
    """As analytics.figures.summed, row for row; None where a name is asked of texts, which only SQL can."""
    of_rows = [name for name in names if name.removeprefix("term_") in ROW_TERMS]
    of_kinds = _grouped([name for name in names if name not in of_rows])
    if of_kinds is None:
        return None
    labels = [_of_kind(picked, group) for group in of_kinds] + [_currency(picked)]
    code, values = _crossed(labels)
    told = [name for group in of_kinds for name in group]
    if of_rows:
        return _by_rows(picked, code, values, told, of_rows)
    sums, kinds = picked.by_kind, picked.kinds
    return _told(_folded(sums, _masks(kinds), code, len(values)), values, [*told, "currency"])


def _by_rows(
    picked: Picked, code: np.ndarray, values: list[tuple[Any, ...]], told: list[str], of_rows: list[str]
) -> list[dict[str, Any]]:
    """Sums by what single bets tell: kinds that are counted alike are taken together first, so that cells are few."""
    masks = _masks(picked.kinds)
    alike = code.astype(np.int64)
    for mask in masks.values():
        alike = alike * 2 + mask
    _, first, like = np.unique(alike, return_index=True, return_inverse=True)
    cell = like.astype(np.int64)[picked.kind]
    words: list[tuple[str, ...]] = [()]
    width = 1
    for name in of_rows:
        term = name.removeprefix("term_")
        known = TERMS[term].words
        cell = cell * len(known) + picked.rows(ROW_TERMS[term]) - (term == "weekday")
        words = [(*before, word) for before in words for word in known]
        width *= len(known)
    sums = picked.sums(cell, len(first) * width, MEASURES)
    wide = {name: np.repeat(mask[first], width) for name, mask in masks.items()}
    group = np.repeat(code[first], width) * width + np.tile(np.arange(width), len(first))
    every = [(*value, *word) for value in values for word in words]
    return _told(_folded(sums, wide, group, len(every)), every, [*told, "currency", *of_rows])


def _masks(kinds: Kinds) -> dict[str, np.ndarray]:
    settled = kinds.is_settled
    return {
        "settled": settled,
        "won": kinds.is_won,
        "lost": kinds.is_lost,
        "void": kinds.is_void,
        "cashed_out": kinds.status(Status.CASHED_OUT),
        "open": kinds.status(Status.OPEN),
        "undecided": kinds.status(Status.UNDECIDED),
        "odds_bets": settled & kinds.flag(HAS_ODDS),
        "bonus": kinds.is_bonus,
    }


def _folded(
    sums: Sums, masks: dict[str, np.ndarray], group: np.ndarray, groups: int
) -> dict[str, np.ndarray]:
    """Cells added up by group, as the figures are called."""

    def add(values: np.ndarray, mask: np.ndarray | None = None) -> np.ndarray:
        total = np.zeros(groups, np.int64)
        if mask is None:
            np.add.at(total, group, values)
        else:
            np.add.at(total, group[mask], values[mask])
        return total

    counts = ("settled", "won", "lost", "void", "cashed_out", "open", "undecided", "odds_bets")
    return {
        "bets": add(sums.bets),
        **{name: add(sums.bets, masks[name]) for name in counts},
        "odds_sum": add(sums.of["odds"], masks["settled"]),
        "bonus_profit_micro": add(sums.of["profit"], masks["bonus"]),
        "turnover_micro": add(sums.of["turnover"]),
        "profit_micro": add(sums.of["profit"]),
        "commission_micro": add(sums.of["commission"]),
        "undecided_micro": add(sums.of["risk"], masks["undecided"]),
        "at_stake_micro": add(sums.of["stake"]),
    }


def _told(
    folded: dict[str, np.ndarray], values: list[tuple[Any, ...]], names: list[str]
) -> list[dict[str, Any]]:
    rows = []
    for place in np.flatnonzero(folded["bets"]):
        row = dict(zip(names, values[place], strict=True))
        row |= {name: int(sums[place]) for name, sums in folded.items()}
        row["odds_sum"] = Decimal(row["odds_sum"]).scaleb(MILLIONTHS)
        rows.append(row)
    return rows


def _grouped(names: list[str]) -> list[list[str]] | None:
    """The names, those of one catalogue together; None when there is one that columns cannot tell."""
    groups: dict[str, list[str]] = {}
    for name in names:
        base = name.partition("__")[0]
        term = name.removeprefix("term_")
        if base not in CATALOGUED and name not in WORDED and term not in ("legs", "built", *WORDS):
            return None
        groups.setdefault(base, []).append(name)
    return list(groups.values())


def _of_kind(picked: Picked, group: list[str]) -> Labels:
    base, of = group[0].partition("__")[0], picked.columns.kinds
    term = base.removeprefix("term_")
    if base in CATALOGUED:
        return _catalogued(picked, CATALOGUED[base], group)
    if term in WORDS:
        return Labels(kind_word(picked.kinds, term), [(word,) for word in WORDS[term]])
    if term == "legs":
        counts, code = np.unique(of["legs"], return_inverse=True)
        return Labels(code, [(str(count),) for count in counts])
    name = "structure" if term == "built" else base
    return Labels(of[name] - 1, [(word,) for word in WORDED[name]])


def _catalogued(picked: Picked, name: str, group: list[str]) -> Labels:
    """By what the catalogue calls them: two entries of one name are one."""
    ids, code = np.unique(picked.columns.kinds[name], return_inverse=True)
    known = picked.names.of(name)
    take = partial(
        _said, columns=[column.partition("__")[2] for column in group], has_slug=name != "competition"
    )
    said = [take(known[int(pk)]) for pk in ids]
    values = list(dict.fromkeys(said))
    position = {value: place for place, value in enumerate(values)}
    return Labels(np.array([position[value] for value in said], np.int64)[code], values)


def _said(named: tuple[str | None, ...], *, columns: list[str], has_slug: bool) -> tuple[str | None, ...]:
    return tuple(named[0 if column == "slug" or not has_slug else 1] for column in columns)


def _currency(picked: Picked) -> Labels:
    return Labels(picked.columns.kinds["currency"] - 1, [(word,) for word in picked.columns.currencies])


def _crossed(labels: list[Labels]) -> tuple[np.ndarray, list[tuple[Any, ...]]]:
    """One number for each combination that occurs."""
    code = np.zeros(len(labels[0].codes), np.int64)
    for label in labels:
        code = code * max(len(label.values), 1) + label.codes
    found, position = np.unique(code, return_inverse=True)
    values = []
    for number in found:
        rest, parts = int(number), []
        for label in reversed(labels):
            rest, place = divmod(rest, max(len(label.values), 1))
            parts.append(label.values[place])
        values.append(tuple(value for part in reversed(parts) for value in part))
    return position, values
