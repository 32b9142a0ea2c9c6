"""Why an observation of an ended round did not count, in words for everybody: from what the application may read."""

from collections import Counter

from rounds.models import Adapter, Observation, Round, Source
from rounds.oracles.agreement import AHEAD, Terms
from rounds.oracles.deciding import terms_of

ALONE = "one person said it, and it takes two"


def notes(one: Round, *, using: str = "default") -> dict[int, str]:
    """The first reason for which each observation of the session could not count, by its number; none where it could.

    A problem is its own reason. Who of the staff spoke is not read, so two sayings of one person are not told from two.
    """
    rows = list(
        Observation.objects.using(using).of(one.instrument_id, one.session).public().exclude(value=None)
    )
    of = Source.objects.using(using).filter(instrument_id=one.instrument_id).defer("settings")
    sources = {each.pk: each for each in of}
    terms = terms_of(one, using=using)
    found = {each.pk: _note(each, sources[each.source_id], one, terms) for each in rows}
    said = Counter(
        (each.source_id, each.value)
        for each in rows
        if sources[each.source_id].adapter == Adapter.MANUAL and not found[each.pk]
    )
    for each in rows:
        if not found[each.pk] and said.get((each.source_id, each.value)) == 1:
            found[each.pk] = ALONE
    return {pk: note for pk, note in found.items() if note}


def _note(each: Observation, source: Source, one: Round, terms: Terms) -> str:
    if one.ended_at is not None and each.fetched_at >= min(one.ended_at, one.void_at):
        return "told after the end"
    if source.added_at >= one.locks_at or (
        source.disabled_at is not None and source.disabled_at < one.locks_at
    ):
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
    return "provisional, and only a final close binds" if one.needs_final and not each.is_final else ""
