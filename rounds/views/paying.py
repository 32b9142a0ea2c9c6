"""How an ended round's pools became what was paid: step by step, so that anybody can follow it with a pencil."""

from dataclasses import dataclass

from rounds.live import Live
from rounds.models import Side, State
from rounds.views.rules import fee_text
from web.numbers import money_text


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the reckoning; `is_sum` of a line that those above add up to."""

    name: str
    amount: str
    note: str = ""
    is_sum: bool = False


def paying(live: Live) -> list[Step]:
    """From the two pools to what winners got."""
    one, pools = live.one, live.pools
    say = _Say(one.currency)
    in_pools = Step("Wagered on both sides", say(pools.total_micro), f"{pools.wagers} wagers")
    if one.state == State.VOID:
        return [
            in_pools,
            Step("Given back", say(pools.total_micro), "every stake, whole; no fee", is_sum=True),
        ]
    side = Side(one.outcome)
    right = pools.of(side)
    wrong = pools.total_micro - right
    fee = one.fee_micro or 0
    if not wrong:
        return [
            in_pools,
            Step("Given back", say(right), "nobody was wrong: stakes back, no fee", is_sum=True),
        ]
    return [
        Step("The losing pool", say(wrong)),
        Step(f"Fee of {fee_text(one)}", say(-fee), "rounded down to the millionth"),
        Step("Shared by who was right", say(wrong - fee), "in proportion to the stakes", is_sum=True),
        Step("Their stakes", say(right)),
        Step("Paid in all", say(wrong - fee + right), "", is_sum=True),
    ]


class _Say:
    """Amounts of one currency as text: a round's sums are everybody's, and never masked."""

    def __init__(self, currency: str) -> None:
        self.currency = currency

    def __call__(self, micro: int) -> str:
        return money_text(micro, self.currency)
