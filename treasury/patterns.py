"""Large and odd patterns in people's money in and out: pure, every threshold stated, nothing is an accusation.

A flow is one deposit (above zero) or withdrawal (below) of a person over a bank or the chain. Days are UTC.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from ledger.money import MICRO, format_micro


@dataclass(frozen=True, slots=True)
class Flow:
    """One movement of a person's money, signed micro-units; `id` is the movement's."""

    id: int
    person_id: int
    at: datetime
    currency: str
    amount_micro: int


@dataclass(frozen=True, slots=True)
class Rules:
    """The thresholds. `large_micro` is one amount in every currency; parts are in percent."""

    large_micro: int = 10_000 * MICRO
    near_from_percent: int = 80
    near_times: int = 3
    near_within: timedelta = timedelta(days=7)
    quick_percent: int = 80
    quick_least_micro: int = 1_000 * MICRO
    quick_within: timedelta = timedelta(hours=24)
    round_percent: int = 2
    round_times: int = 2
    round_least_micro: int = 100 * MICRO
    round_within: timedelta = timedelta(days=7)

    def stated(self) -> dict[str, str]:
        """Each rule in a sentence, by its name."""
        large = format_micro(self.large_micro)
        return {
            "single": f"One deposit or withdrawal of {large} or more.",
            "day": f"Several deposits, or several withdrawals, of one UTC day that come to {large} or more.",
            "just-under": (
                f"{self.near_times} or more in one direction within {self.near_within.days} days, each from"
                f" {self.near_from_percent} % of {large} to just under it."
            ),
            "in-and-out": (
                f"A deposit of {format_micro(self.quick_least_micro)} or more of which at least"
                f" {self.quick_percent} % is withdrawn within {self.quick_within // timedelta(hours=1)} hours."
            ),
            "round-trip": (
                f"{self.round_times} or more times within {self.round_within.days} days a withdrawal followed by a"
                f" deposit that differs from it by at most {self.round_percent} %,"
                f" each {format_micro(self.round_least_micro)} or more."
            ),
        }


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a rule found: whose, over which movements, and their money together (unsigned micro-units)."""

    rule: str
    person_id: int
    currency: str
    first_at: datetime
    last_at: datetime
    amount_micro: int
    movements: tuple[int, ...]


def find(flows: Iterable[Flow], rules: Rules | None = None) -> list[Pattern]:
    """All patterns, by rule, person, currency and time. The order of the flows does not matter."""
    asked = rules or Rules()
    books: dict[tuple[int, str], list[Flow]] = defaultdict(list)
    for flow in sorted(flows, key=lambda each: (each.at, each.id)):
        books[flow.person_id, flow.currency].append(flow)
    found = [
        _pattern(name, some)
        for name, rule in RULES.items()
        for _, book in sorted(books.items())
        for some in rule(book, asked)
    ]
    return sorted(
        found, key=lambda each: (list(RULES).index(each.rule), each.person_id, each.currency, each.first_at)
    )


def _pattern(name: str, flows: Sequence[Flow]) -> Pattern:
    first = flows[0]
    return Pattern(
        rule=name,
        person_id=first.person_id,
        currency=first.currency,
        first_at=first.at,
        last_at=flows[-1].at,
        amount_micro=sum(abs(flow.amount_micro) for flow in flows),
        movements=tuple(flow.id for flow in flows),
    )


def _directions(book: Sequence[Flow]) -> Iterator[list[Flow]]:
    yield [flow for flow in book if flow.amount_micro > 0]
    yield [flow for flow in book if flow.amount_micro < 0]


def _single(book: Sequence[Flow], rules: Rules) -> Iterator[Sequence[Flow]]:
    yield from ([flow] for flow in book if abs(flow.amount_micro) >= rules.large_micro)


def _day(book: Sequence[Flow], rules: Rules) -> Iterator[Sequence[Flow]]:
    for one_way in _directions(book):
        days: dict[date, list[Flow]] = defaultdict(list)
        for flow in one_way:
            days[flow.at.astimezone(UTC).date()].append(flow)
        for some in days.values():
            if len(some) > 1 and sum(abs(flow.amount_micro) for flow in some) >= rules.large_micro:
                yield some


def _just_under(book: Sequence[Flow], rules: Rules) -> Iterator[Sequence[Flow]]:
    """Stretches in which enough of them always lie within the window; each flow is in one stretch at most."""
    least = rules.large_micro * rules.near_from_percent
    for one_way in _directions(book):
        near = [
            flow
            for flow in one_way
            if abs(flow.amount_micro) * 100 >= least and abs(flow.amount_micro) < rules.large_micro
        ]
        begin = 0
        while begin < len(near):
            end = begin
            while end < len(near) and near[end].at - near[begin].at <= rules.near_within:
                end += 1
            if end - begin >= rules.near_times:
                yield near[begin:end]
                begin = end
            else:
                begin += 1


def _in_and_out(book: Sequence[Flow], rules: Rules) -> Iterator[Sequence[Flow]]:
    """Each withdrawal counts against one deposit only."""
    used: set[int] = set()
    for deposit in book:
        if deposit.amount_micro < rules.quick_least_micro:
            continue
        after = [
            flow
            for flow in book
            if flow.amount_micro < 0
            and flow.id not in used
            and (deposit.at, deposit.id) < (flow.at, flow.id)
            and flow.at - deposit.at <= rules.quick_within
        ]
        if -sum(flow.amount_micro for flow in after) * 100 >= deposit.amount_micro * rules.quick_percent:
            used |= {flow.id for flow in after}
            yield [deposit, *after]


def _round_trip(book: Sequence[Flow], rules: Rules) -> Iterator[Sequence[Flow]]:
    trips = list(_trips(book, rules))
    begin = 0
    while begin < len(trips):
        end = begin
        while end < len(trips) and trips[end][1].at - trips[begin][0].at <= rules.round_within:
            end += 1
        if end - begin >= rules.round_times:
            yield sorted(
                (flow for trip in trips[begin:end] for flow in trip), key=lambda flow: (flow.at, flow.id)
            )
            begin = end
        else:
            begin += 1


def _trips(book: Sequence[Flow], rules: Rules) -> Iterator[tuple[Flow, Flow]]:
    """A withdrawal and the next deposit of about the same money, each used once."""
    used: set[int] = set()
    for out in book:
        if out.amount_micro > -rules.round_least_micro:
            continue
        for back in book:
            apart = abs(back.amount_micro + out.amount_micro)
            if (
                back.amount_micro > 0
                and back.id not in used
                and (out.at, out.id) < (back.at, back.id)
                and back.at - out.at <= rules.round_within
                and apart * 100 <= -out.amount_micro * rules.round_percent
            ):
                used.add(back.id)
                yield out, back
                break


RULES: dict[str, Callable[[Sequence[Flow], Rules], Iterator[Sequence[Flow]]]] = {
    "single": _single,
    "day": _day,
    "just-under": _just_under,
    "in-and-out": _in_and_out,
    "round-trip": _round_trip,
}
