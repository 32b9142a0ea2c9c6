"""Figures for a monitor, in Prometheus' text format 0.0.4: solvency, breaks and their age. Micro-units, no floats.

Written by hand: a few gauges need no library, and a label holds nothing but a currency or a kind. Rooms above add
theirs by `register` in their AppConfig.ready().
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from django.db.models import Count, Min

from treasury.house import STAFF
from treasury.models import Break
from treasury.solvency import Position, positions
from web.clock import now

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
Sample = tuple[Sequence[tuple[str, str]], int]
Part = Callable[[str], Iterable[str]]
_parts: list[Part] = []


def register(part: Part) -> Part:
    """Add lines (`gauge`) to the answer; the function gets the name of the connection to read."""
    if part not in _parts:
        _parts.append(part)
    return part


def exposition(*, using: str = STAFF) -> str:
    """Everything, as a monitor asks for it."""
    found = positions(using=using)
    waiting = list(
        Break.objects.using(using)
        .house()
        .pending()
        .values_list("kind")
        .annotate(number=Count("pk"), first=Min("opened_at"))
    )
    personal = Break.objects.using(using).pending().exclude(owner=None).count()
    moment = now()
    parts = [
        *gauge(
            "betsite_liabilities_micro", "What people have with the house, micro-units.", _liabilities(found)
        ),
        *gauge("betsite_assets_micro", "What the house holds by the journal, micro-units.", _assets(found)),
        *gauge(
            "betsite_surplus_micro",
            "Assets less liabilities, micro-units; below zero is a deficit.",
            [([("currency", each.currency)], each.surplus_micro) for each in found],
        ),
        *gauge(
            "betsite_breaks_open",
            "Breaks of the house that nobody has settled.",
            [([("kind", kind)], number) for kind, number, _ in waiting],
        ),
        *gauge(
            "betsite_breaks_oldest_seconds",
            "Age of the oldest of them.",
            [([("kind", kind)], (moment - first) // timedelta(seconds=1)) for kind, _, first in waiting],
        ),
        *gauge(
            "betsite_personal_breaks_open", "Open differences of people's own accounts.", [([], personal)]
        ),
    ]
    for part in _parts:
        parts += part(using)
    return "\n".join(parts) + "\n"


def _liabilities(found: Iterable[Position]) -> list[Sample]:
    return [
        ([("currency", each.currency), ("sort", sort)], micro)
        for each in found
        for sort, micro in (
            ("wallets", each.wallets_micro),
            ("held", each.held_micro),
            ("pools", each.pools_micro),
        )
    ]


def _assets(found: Iterable[Position]) -> list[Sample]:
    return [
        ([("currency", each.currency), ("sort", sort)], micro)
        for each in found
        for sort, micro in (("chain", each.chain_micro), ("bank", each.bank_micro))
    ]


def gauge(name: str, meaning: str, samples: Iterable[Sample]) -> list[str]:
    """The lines of one figure with its samples: (labels, whole number)."""
    lines = [f"# HELP {name} {meaning}", f"# TYPE {name} gauge"]
    for labels, value in samples:
        said = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels)
        lines.append(f"{name}{{{said}}} {value}" if said else f"{name} {value}")
    return lines


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
