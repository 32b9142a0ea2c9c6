"""What the sources said of a round's session, and what was said too late: as it is stored, without people."""

from collections.abc import Iterable
from typing import Any

from rounds.live import close_text
from rounds.models import Dispute, Observation, Round
from rounds.oracles.shown import notes

SAID = (
    "source__name", "source__rank", "value_text", "provider_at", "is_final", "fetched_at", "raw_sha256", "problem",
)  # fmt: skip
DISPUTED = ("source__name", "value", "made_at", "answered_at", "answer")
SHOWN = 200


def observations(one: Round) -> Iterable[dict[str, Any]]:
    """Every answer of every source, the oldest first; at most the newest SHOWN, each with
    a note where it did not count. None before the round has ended."""
    said = Observation.objects.filter(instrument=one.instrument, session=one.session)
    why = notes(one)
    newest = said.order_by("-fetched_at", "-pk").values("pk", *SAID)[:SHOWN]
    return [row | {"note": why.get(row["pk"], "")} for row in reversed(newest)]


def disputes(one: Round) -> Iterable[dict[str, Any]]:
    """What contradicted the end after it, the oldest first."""
    found = Dispute.objects.filter(round=one).order_by("made_at", "pk").values(*DISPUTED)
    return [row | {"said": close_text(row["value"], one.decimals)} for row in found]
