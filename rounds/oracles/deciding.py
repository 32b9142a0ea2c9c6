"""Is there a close to settle by? From what the sources said and is stored."""

from dataclasses import dataclass
from decimal import Decimal

from rounds.models import Round
from rounds.oracles import closes


@dataclass(frozen=True, slots=True)
class Verdict:
    """`close` where the sources agree, else why not."""

    is_agreed: bool
    close: Decimal | None = None
    is_final: bool = False
    reason: str = ""


def verdict(one: Round) -> Verdict:
    """What the price table says."""
    close = closes.close_of(one.instrument, one.session)
    return Verdict(close is not None, close, is_final=True, reason="No source has said anything.")
