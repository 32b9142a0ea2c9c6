"""When what sources said is a close to pay by. Pure: no clock, no database, no order of what comes in.

What counts of each source is the newest that is fresh; of a manual source what two people say alike. Then, in this
order: enough sources (quorum), one direction against the reference, values within the tolerance. All of it is compared
at the round's places. The close of the source with the best rank binds. docs/oracles.md tells the rules in words.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from rounds.pools import at_places, published

AHEAD = timedelta(minutes=5)  # how far a source's clock may be ahead of ours


class Standing(StrEnum):
    AGREED = "agreed"
    WAITING = "waiting"
    DISAGREE = "disagree"


@dataclass(frozen=True, slots=True)
class Said:
    """A close that a source told. `number`: of the observation, later ones are higher. `person`: who said it, where the
    source is manual. `provider_at`: the source's own time, aware; `is_dated`: it named the session itself."""

    number: int
    source: str
    rank: int
    value: Decimal
    fetched_at: datetime
    provider_at: datetime | None = None
    is_dated: bool = False
    is_final: bool = False
    person: int | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What a session's close is judged by. `until`: nothing fetched from then on counts. `next_opens_at`: a source that
    only tells a time speaks of the next session from then on. `reference`: none where no direction is at stake."""

    closes_at: datetime
    next_opens_at: datetime
    quorum: int
    tolerance: Decimal
    decimals: int
    needs_final: bool = False
    reference: Decimal | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """`close` at the round's places where they agree, else why not, as half a sentence. `counted`: the observations
    that decided it."""

    standing: Standing
    reason: str = ""
    close: Decimal | None = None
    is_final: bool = False
    counted: frozenset[int] = field(default_factory=frozenset)


def judge(said: Iterable[Said], terms: Terms) -> Judgement:
    """What all of them come to."""
    voices = _voices([each for each in said if is_fresh(each, terms)], terms)
    heard = [each for each, _ in voices if each.is_final or not terms.needs_final]
    counted = frozenset().union(*(numbers for each, numbers in voices if each in heard))
    if len(heard) < max(1, terms.quorum):
        return Judgement(Standing.WAITING, _too_few(len(heard), len(voices), terms))
    if split := _split(heard, terms):
        return Judgement(Standing.DISAGREE, split, counted=counted)
    binding = min(heard, key=lambda each: (each.rank, each.source))
    close = published(binding.value, terms.decimals)
    return Judgement(Standing.AGREED, "", close, binding.is_final, counted)


def is_fresh(said: Said, terms: Terms) -> bool:
    """Said of this session after its close, in time, and not from the future.

    The source's own time must not lie before the close: that it lies not after now says nothing of how old it is. A
    source that tells neither a time nor the session is never fresh.
    """
    if said.fetched_at < terms.closes_at or (terms.until is not None and said.fetched_at >= terms.until):
        return False
    if at_places(said.value, terms.decimals) <= 0:
        return False
    if said.provider_at is None:
        return said.is_dated
    if not terms.closes_at <= said.provider_at <= said.fetched_at + AHEAD:
        return False
    return said.is_dated or said.provider_at < terms.next_opens_at


def differs(value: Decimal, close: Decimal, terms: Terms) -> bool:
    """Does a value contradict a close: in its direction, or by more than the tolerance?"""
    one, other = (at_places(each, terms.decimals) for each in (value, close))
    return _apart([one, other], terms) or len(_directions([one, other], terms)) > 1


def _voices(fresh: list[Said], terms: Terms) -> list[tuple[Said, frozenset[int]]]:
    """One for each source that has something to say, with the observations that make it up."""
    by_source: dict[str, list[Said]] = defaultdict(list)
    for each in fresh:
        by_source[each.source].append(each)
    found = []
    for told in by_source.values():
        if told[0].person is None:
            newest = _newest(told)
            found.append((newest, frozenset([newest.number])))
        elif (alike := _two_alike(told, terms)) is not None:
            found.append(alike)
    return found


def _two_alike(told: list[Said], terms: Terms) -> tuple[Said, frozenset[int]] | None:
    """What two people say alike; None while one has spoken, or while two say one thing and two another."""
    people: dict[int | None, list[Said]] = defaultdict(list)
    for each in told:
        people[each.person].append(each)
    by_value: dict[int, list[Said]] = defaultdict(list)
    for spoken in people.values():
        newest = _newest(spoken)
        by_value[at_places(newest.value, terms.decimals)].append(newest)
    shared = [each for each in by_value.values() if len(each) > 1]
    if len(shared) != 1:
        return None
    voice = replace(_newest(shared[0]), is_final=all(each.is_final for each in shared[0]))
    return voice, frozenset(each.number for each in shared[0])


def _newest(told: list[Said]) -> Said:
    return max(told, key=lambda each: (each.fetched_at, each.number))


def _too_few(heard: int, voices: int, terms: Terms) -> str:
    if voices > heard:
        return f"{heard} of {terms.quorum} sources told a final close, {voices - heard} a provisional one."
    return f"{heard} of {terms.quorum} sources told a close."


def _split(heard: list[Said], terms: Terms) -> str:
    """Where they differ, in words; nothing where they agree."""
    wholes = [at_places(each.value, terms.decimals) for each in heard]
    if len(_directions(wholes, terms)) > 1:
        return f"the sources disagree on the direction: {_listed(heard, terms)}."
    if _apart(wholes, terms):
        return f"the sources differ by more than {terms.tolerance:f}: {_listed(heard, terms)}."
    return ""


def _directions(wholes: list[int], terms: Terms) -> set[bool]:
    if terms.reference is None:
        return set()
    bar = at_places(terms.reference, terms.decimals)
    return {whole > bar for whole in wholes}


def _apart(wholes: list[int], terms: Terms) -> bool:
    return Decimal(max(wholes) - min(wholes)).scaleb(-terms.decimals) > terms.tolerance


def _listed(heard: list[Said], terms: Terms) -> str:
    ranked = sorted(heard, key=lambda each: (each.rank, each.source))
    return ", ".join(f"{each.source} {published(each.value, terms.decimals):f}" for each in ranked)
