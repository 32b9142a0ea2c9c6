"""What everybody may know of what was said of an ended round: no names of staff, no raw answers, no settings."""

from dataclasses import dataclass, replace
from datetime import datetime

from rounds.models import Adapter, Dispute, Observation, Round, Source
from rounds.oracles.agreement import AHEAD, Terms
from rounds.oracles.deciding import terms_of

MOST = 200
ALONE = "one person said it, and it takes two"


@dataclass(frozen=True, slots=True)
class Shown:
    """One observation. `text` as given, empty where there was a problem; `note`: why it did not count, in words."""

    source: str
    adapter: str
    text: str
    problem: str
    note: str
    provider_at: datetime | None
    fetched_at: datetime
    is_final: bool
    raw_sha256: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A close told after the end, and the answer of the staff, if there is one."""

    source: str
    text: str
    made_at: datetime
    answer: str


def observations(one: Round, *, using: str = "default") -> list[Shown]:
    """What was said of the session, the oldest first (of very many the last MOST). Nothing before the round's end."""
    if not one.has_ended:
        return []
    sources = _sources(one, using)
    terms = terms_of(one, using=using)
    rows = Observation.objects.using(using).of(one.instrument_id, one.session).public()
    last = list(rows.reverse()[:MOST])[::-1]
    told = [_shown(each, sources[each.source_id], one, terms) for each in last]
    return [replace(each, note=ALONE) if _is_alone(each, told) else each for each in told]


def contradictions(one: Round, *, using: str = "default") -> list[Contradiction]:
    """The disputes of a round, the oldest first."""
    sources = _sources(one, using)
    rows = Dispute.objects.using(using).filter(round=one).public().order_by("made_at", "pk")
    return [
        Contradiction(
            sources[each.source_id].name, f"{each.value:.{one.decimals}f}", each.made_at, each.answer
        )
        for each in rows
    ]


def _is_alone(each: Shown, told: list[Shown]) -> bool:
    """One of the staff said it in time, and nobody else did."""
    if each.adapter != Adapter.MANUAL.label or each.note or each.problem:
        return False
    return sum(not other.note and (other.source, other.text) == (each.source, each.text) for other in told) == 1


def _sources(one: Round, using: str) -> dict[int, Source]:
    rows = Source.objects.using(using).filter(instrument_id=one.instrument_id).defer("settings")
    return {each.pk: each for each in rows}


def _shown(each: Observation, source: Source, one: Round, terms: Terms) -> Shown:
    return Shown(
        source=source.name,
        adapter=source.get_adapter_display(),
        text=each.value_text if each.value is not None else "",
        problem=each.problem,
        note="" if each.problem else _note(each, source, one, terms),
        provider_at=each.provider_at,
        fetched_at=each.fetched_at,
        is_final=each.is_final,
        raw_sha256=each.raw_sha256,
    )


def _note(each: Observation, source: Source, one: Round, terms: Terms) -> str:
    """The first reason for which it could not count."""
    if one.ended_at is not None and each.fetched_at >= min(one.ended_at, one.void_at):
        return "told after the end"
    is_used = source.added_at < one.locks_at and not (
        source.disabled_at and source.disabled_at < one.locks_at
    )
    if not is_used:
        return "not a source that the round locked with"
    told_at = each.provider_at
    if each.fetched_at < terms.closes_at or (told_at is not None and told_at < terms.closes_at):
        return "told of a time before the close"
    if told_at is None and not each.is_dated:
        return "tells neither the day nor a time"
    if told_at is not None and told_at > each.fetched_at + AHEAD:
        return "told of a time to come"
    if told_at is not None and not each.is_dated and told_at >= terms.next_opens_at:
        return "told of the next session"
    return "provisional" if one.needs_final and not each.is_final else ""
