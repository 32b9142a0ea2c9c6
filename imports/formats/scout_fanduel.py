"""FanDuel by SportsbookScout: no bonus columns; a bonus bet shows in a payout that leaves the stake out."""

import numpy as np

from imports.formats._reading import Reading
from imports.formats._scout import Scout, either
from imports.formats._tracker_results import millionths

SLACK = 20_000  # two cents of rounding


class ScoutFanDuel(Scout):
    slug = "scout-fanduel"
    name = "FanDuel by SportsbookScout"
    bookmaker = "FanDuel"
    columns = {
        "external bet id": ("bet id",),
        "bet date time": (),
        "bet type": (),
        "bet amount": (),
        "number of bets": (),
        "number of legs": (),
        "bet settled": (),
        "event name": (),
        "league": (),
        "bet selection": (),
        "market name": (),
        "leg handicap": (),
        "teaser points": (),
        "bet american odds": (),
        "bet decimal odds": (),
        "leg american odds": (),
        "leg decimal odds": (),
        "multi bet american odds": (),
        "multi bet decimal odds": (),
        "leg result": (),
        "bet result": (),
        "payout": (),
        "potential payout": (),
        "leg bet type": (),
        "leg event date time": (),
        "bet settled date": (),
        "same game parlay": (),
        "state": (),
        "primary": (),
    }
    required = (
        "external bet id",
        "bet date time",
        "bet amount",
        "event name",
        "bet selection",
        "bet decimal odds",
        "bet result",
        "payout",
        "primary",
    )

    def odds_of(self, file: Reading) -> np.ndarray:
        """The multi's odds where the row has them, else the bet's."""
        several = either(file, "multi bet american odds", "multi bet decimal odds")
        alone = either(file, "bet american odds", "bet decimal odds")
        return np.where(several != None, several, alone)  # noqa: E711

    def leg_odds_of(self, file: Reading) -> np.ndarray:
        return either(file, "leg american odds", "leg decimal odds")

    def bonus_of(
        self, file: Reading, status: np.ndarray, stake: np.ndarray, payout: np.ndarray, price: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Won, and paid stake x (odds - 1) instead of stake x odds: a bonus. A lost one cannot be told."""
        over = np.array(
            [(millionths(text) or 1_000_000) - 1_000_000 for text in price.tolist()], dtype=object
        )
        gain = np.array(
            [int(amount) * int(part) // 1_000_000 for amount, part in zip(stake, over, strict=True)]
        )
        is_bonus = (status == "won") & (stake > SLACK) & (over > 0) & (np.abs(payout - gain) <= SLACK)
        return np.where(is_bonus, stake, 0), np.where(is_bonus, "inferred", "none")


FORMAT = ScoutFanDuel()
