"""What Betfair's exports share: paths of markets, sides, money cells, zones by language, and the frame of a bet."""

import re
from typing import Any

import numpy as np
import pandas as pd

from imports.formats._amounts import Amounts, money
from imports.formats._columns import choice, currency_of, or_none, per_value
from imports.formats._moments import in_zone, naive
from imports.formats._reading import BETS, Reading, typed

BOOKMAKER = "Betfair"
SETTINGS_ZONE = (
    "The file prints wall-clock times without a zone: those of your Betfair site, so London for the English site and"
    " São Paulo for the Brazilian one. Choose another if your account shows other times."
)
ENGLISH_ZONE, BRAZILIAN_ZONE = "Europe/London", "America/Sao_Paulo"
TIMES = (
    "%d-%b-%y %H:%M:%S",
    "%d-%b-%y %H:%M",
    "%d-%b-%Y %H:%M:%S",
    "%d-%b-%Y %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%d/%b/%y %H:%M",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%dT%H:%M",
    "%d-%b-%y %H.%M",
)
SIDES = {
    "BACK": "back",
    "A FAVOR": "back",
    "LAY": "lay",
    "CONTRA": "lay",
    "FAVOR": "back",
    "B": "back",
    "L": "lay",
}
NOTHING = re.compile(r"-{1,2}|—|–")
ODD = 50_000  # of a micro-unit: what rounded odds may differ by; more is told to the person

_SPLIT = re.compile(r" : |: ")


def read_path(text: str) -> tuple[str | None, str | None, str | None]:
    """sport, event and market of "Sport / Event : Market" or "Sport / Event / Market"; what is not there is None."""
    parts = [part.strip() for part in text.split(" / ")]
    if len(parts) >= 3:
        return parts[0] or None, " / ".join(parts[1:-1]) or None, parts[-1] or None
    sport, rest = (parts[0], parts[1]) if len(parts) == 2 else (None, parts[0])
    event, *market = _SPLIT.split(rest, maxsplit=1)
    return sport or None, event.strip() or None, market[0].strip() if market else None


def cash(file: Reading, name: str) -> Amounts:
    """Amounts of a column where "--" and nothing both mean none."""
    return money(
        per_value(file.text(name), lambda cell: "" if NOTHING.fullmatch(cell.strip()) else cell.strip())
    )


def is_portuguese(file: Reading) -> bool:
    """Whether the header is the Brazilian site's."""
    names = " ".join(str(column).lower() for column in file.frame.columns)
    return any(word in names for word in ("mercado", "lucro", "realizada", "aposta"))


def moments(file: Reading, written: np.ndarray) -> np.ndarray:
    """Written times in UTC, in the zone chosen or that of the file's language."""
    zone = file.options.timezone or (BRAZILIAN_ZONE if is_portuguese(file) else ENGLISH_ZONE)
    return in_zone(written, zone)


def times(file: Reading, name: str) -> np.ndarray:
    """Times as they are written."""
    return naive(file.text(name), TIMES)


def currency(file: Reading, *names: str) -> str:
    """The header's, else the one chosen, else that of the site."""
    for name in names:
        if found := currency_of(file.unit(name) or "", dollar=file.options.currency or "USD"):
            return found
    return file.options.currency or ("BRL" if is_portuguese(file) else "GBP")


def sides(file: Reading, name: str) -> np.ndarray:
    """back or lay, None for another word."""
    return choice(file.text(name), SIDES)


def result_of(profit: np.ndarray, known: np.ndarray) -> np.ndarray:
    """The state a settled bet's profit tells; open where there is none yet."""
    status = np.where(profit > 0, "won", np.where(profit < 0, "lost", "void")).astype(object)
    status[~known] = "open"
    return status


def bet_columns(
    file: Reading,
    lines: pd.DataFrame,
    *,
    side: np.ndarray,
    status: np.ndarray,
    stake: Amounts,
    liability: Amounts,
    profit: Amounts,
    price: np.ndarray,
    **about: Any,
) -> pd.DataFrame:
    """Bets by id: the stake is the backer's; what is at risk is the stake of a back bet, the liability of a lay."""
    is_lay = side == "lay"
    millionths = [_over(text or "") for text in price.tolist()]
    reckoned = np.array(
        [int(amount) * over // 1_000_000 for amount, over in zip(stake.micro, millionths, strict=True)],
        dtype=np.int64,
    )
    risk = np.where(is_lay, np.where(liability.known, liability.micro, reckoned), stake.micro)
    is_settled = ~np.isin(status.astype(str), ("open", "undecided")) & profit.known
    values = {
        "row": file.rows,
        "ref": lines["key"],
        "bookmaker": lines["bookmaker"],
        "currency": lines["currency"],
        "from_lines": False,
        "side": side,
        "status": status,
        "stake_micro": pd.arrays.IntegerArray(stake.micro.copy(), ~stake.known),
        "bonus_stake_micro": 0,
        "at_risk_micro": pd.arrays.IntegerArray(risk, ~stake.known),
        "odds": price,
        "returned_micro": pd.arrays.IntegerArray(risk + profit.micro, ~is_settled | ~stake.known),
        "profit_micro": pd.arrays.IntegerArray(profit.micro.copy(), ~is_settled),
        "commission_micro": 0,
        "note": _notes(is_lay, status, stake.micro, risk, profit, reckoned),
        **{name: or_none(column) if name in ("selection",) else column for name, column in about.items()},
    }
    return typed(values, BETS, file.count)


def _over(text: str) -> int:
    """Odds less one, in millionths; 0 where there are none."""
    whole, _, part = text.partition(".")
    return max(0, int(whole or 0) * 1_000_000 + int(part.ljust(6, "0")[:6] or 0) - 1_000_000)


def _notes(
    is_lay: np.ndarray,
    status: np.ndarray,
    stake: np.ndarray,
    risk: np.ndarray,
    profit: Amounts,
    reckoned: np.ndarray,
) -> np.ndarray:
    """Where the file's profit is not stake x odds (which wins), it is said."""
    won = np.where(is_lay, stake, reckoned)
    expected = np.where(status == "won", won, np.where(status == "lost", -risk, profit.micro))
    differs = (
        profit.known & np.isin(status.astype(str), ("won", "lost")) & (np.abs(expected - profit.micro) > ODD)
    )
    notes = np.full(len(status), None, dtype=object)
    notes[differs] = "The file's result is not stake times odds; the file's figure is taken."
    return notes
