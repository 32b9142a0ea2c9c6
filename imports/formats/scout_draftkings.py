"""DraftKings by SportsbookScout: bonus and boost columns tell what was a bonus bet and what was boosted."""

import numpy as np

from imports.formats._american import american
from imports.formats._amounts import money
from imports.formats._columns import is_nothing, or_none, truth
from imports.formats._reading import Reading
from imports.formats._scout import Scout


class ScoutDraftKings(Scout):
    slug = "scout-draftkings"
    name = "DraftKings by SportsbookScout"
    bookmaker = "DraftKings"
    columns = {
        "external bet id": ("bet id",),
        "bet date time": (),
        "bet type": (),
        "bet amount": (),
        "number of bets": (),
        "number of legs": (),
        "bet settled": (),
        "bet selection": (),
        "market name": (),
        "bet american odds": (),
        "bet result": (),
        "payout": (),
        "potential payout": (),
        "leg settled": (),
        "leg result": (),
        "leg american odds": (),
        "bet settled date": (),
        "bet bonus type": (),
        "bet bonus amount": (),
        "risk free bet": (),
        "bet boosted odds": (),
        "bet bonus max winning amount": (),
        "bet bonus winning amount": (),
        "bet boost percentage": (),
        "boosted bet": (),
        "early win settled": (),
        "primary": (),
        "event name": (),
        "league": (),
    }
    required = (
        "external bet id",
        "bet date time",
        "bet amount",
        "bet selection",
        "bet american odds",
        "bet result",
        "payout",
        "bet bonus type",
        "primary",
    )

    def odds_of(self, file: Reading) -> np.ndarray:
        """The boosted odds where the bet was boosted, which is what it was paid at."""
        plain, boosted = american(file.text("bet american odds")), american(file.text("bet boosted odds"))
        return np.where(boosted != None, boosted, plain)  # noqa: E711

    def leg_odds_of(self, file: Reading) -> np.ndarray:
        return american(file.text("leg american odds"))

    def bonus_of(
        self, file: Reading, status: np.ndarray, stake: np.ndarray, payout: np.ndarray, price: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Free and bonus bets: the bonus amount, or all of the stake. Boosts and insurance stake own money."""
        words = np.char.lower(file.text("bet bonus type").astype(str))
        is_free = np.array(
            ["free" in word or "bonus bet" in word or "bonusbet" in word for word in words], dtype=bool
        )
        is_free &= ~truth(file.text("risk free bet"))
        told = money(file.text("bet bonus amount"))
        amount = np.where(told.known & (told.micro > 0), np.minimum(told.micro, stake), stake)
        return np.where(is_free, amount, 0), np.where(is_free, "stated", "none")

    def notes_of(self, file: Reading) -> np.ndarray:
        """Boost, insurance and early win, as the file states them."""
        boosted, percent = truth(file.text("boosted bet")), or_none(file.text("bet boost percentage"))
        insured, early = truth(file.text("risk free bet")), truth(file.text("early win settled"))
        has_odds = ~is_nothing(file.text("bet boosted odds"))
        notes = np.full(file.count, None, dtype=object)
        for place in np.flatnonzero(boosted | has_odds | insured | early).tolist():
            said = []
            if boosted[place] or has_odds[place]:
                said.append(f"Boosted, as stated{_share(percent[place])}.")
            if insured[place]:
                said.append("Risk-free bet, as stated.")
            if early[place]:
                said.append("Settled early as won, as stated.")
            notes[place] = " ".join(said)
        return notes


def _share(percent: str | None) -> str:
    """A boost's percentage as a note has it, its sign printed in the file or not."""
    return f" ({percent.rstrip('% ')} %)" if percent else ""


FORMAT = ScoutDraftKings()
