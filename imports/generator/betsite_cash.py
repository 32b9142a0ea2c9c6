"""Betsite's anonymous cash.csv: deposits and withdrawals, oldest first."""

from random import Random

from imports.generator import betsite
from imports.generator.world import cents

NAMES = ("reference", "bookmaker", "currency", "kind", "moved_on_clock", "amount")
KINDS = ("deposit", "deposit", "deposit", "withdrawal", "withdrawal", "withdrawal_returned")
TELLS = "deposit,withdrawal,withdrawal_returned,Bookmaker C,XXA"
IS_NAMELESS = True


def make(rows: int, rng: Random, *, has_idle_rows: bool) -> bytes:
    """The file. It has no idle rows to leave out."""
    del has_idle_rows
    mark = f"{rng.getrandbits(32):08x}"
    return betsite.written(
        list(NAMES),
        (
            {
                "reference": f"{mark}-c{number}",
                "bookmaker": f"Bookmaker {rng.choice('ABC')}",
                "currency": "XXA",
                "kind": rng.choice(KINDS),
                "moved_on_clock": f"{at:%Y-%m-%d %H:%M:%S}",
                "amount": cents(rng.randrange(100, 999) * 100),
            }
            for number, at in betsite.starts(rows, rng)
        ),
    )
