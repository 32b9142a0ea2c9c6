"""What has to be supposed, because no file tells it: in the address beside the filter, and written on the page."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from urllib.parse import urlencode

from odds.one_price import METHODS

RULES = ("flat", "share")
MARGIN_MOST = Decimal(30)
BANKROLL_MOST = Decimal(1_000_000_000)
SHARE_MOST = Decimal(50)
NEXT_BETS_MOST = 2_000


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What is supposed, in percent where it is a share.

    margin, closing_margin: by how much the book of the odds taken (of the closing odds) exceeds one; method: how the
    margin is taken off; bankroll: money to begin with, None for a hundred middle stakes; rule: the stakes you placed
    ("flat") or `share` of what is left; next_bets: how far the play-through goes.
    """

    margin: Decimal = Decimal(5)
    closing_margin: Decimal = Decimal(3)
    method: str = "multiplicative"
    bankroll: Decimal | None = None
    rule: str = "flat"
    share: Decimal = Decimal(1)
    next_bets: int = 500

    @property
    def margin_text(self) -> str:
        return _plain(self.margin)

    @property
    def closing_margin_text(self) -> str:
        return _plain(self.closing_margin)

    @property
    def share_text(self) -> str:
        return _plain(self.share)

    @property
    def query(self) -> str:
        """Only what differs from the usual, as a query string."""
        usual = Assumptions()
        told = [(f.name, getattr(self, f.name)) for f in fields(self)]
        return urlencode([(name, str(value)) for name, value in told if value != getattr(usual, name)])


NUMBERS = {
    "margin": (Decimal(0), MARGIN_MOST),
    "closing_margin": (Decimal(0), MARGIN_MOST),
    "bankroll": (Decimal("0.01"), BANKROLL_MOST),
    "share": (Decimal("0.01"), SHARE_MOST),
    "next_bets": (Decimal(10), Decimal(NEXT_BETS_MOST)),
}
CHOICES = {"method": tuple(METHODS), "rule": RULES}


def read(query: Mapping[str, str]) -> tuple[Assumptions, list[str]]:
    """The assumptions an address asks for, and a sentence for each that was not understood and is left as usual."""
    told: dict[str, object] = {}
    notices: list[str] = []
    for name, (least, most) in NUMBERS.items():
        text = query.get(name, "").strip().removesuffix("%").replace(",", "")
        if not text:
            continue
        number = _number(text)
        if number is None or not least <= number <= most:
            label = name.replace("_", " ")
            notices.append(
                f"The {label} is a number from {least} to {most}, not {text[:20]}; it was left as usual."
            )
        else:
            told[name] = int(number) if name == "next_bets" else number
    for name, known in CHOICES.items():
        word = query.get(name, "").strip()
        if word and word not in known:
            notices.append(f"There is no {name} called {word[:20]}; it was left as usual.")
        elif word:
            told[name] = word
    return Assumptions(**told), notices  # type: ignore[arg-type]


def _plain(number: Decimal) -> str:
    """Without trailing zeros and without an exponent: 5, 2.5, 10."""
    return f"{number.normalize():f}"


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
