"""The lists of rounds: those that ended, and a person's own wagers."""

from typing import Any

from django.db.models import Case, Expression, F, IntegerField, Q, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.html import format_html

from rounds.live import close_text
from rounds.models import Round, State, Wager, WagerQuerySet
from rounds.views.own import WORDS, state_of
from web import tables
from web.keyset import Column, Sorts
from web.numbers import money_text
from web.templatetags.show import MISSING

ENDED_SORTS = Sorts({"session": Column("session")}, "-session")
WAGER_SORTS = Sorts(
    {
        "placed": Column("placed_at"),
        "amount": Column("amount_micro"),
        "profit": Column("profit_micro", is_nullable=True),
    },
    "-placed",
)
STATES = {
    "running": Q(payout=None) & ~Q(round__state=State.SETTLED),
    "won": Q(payout__paid_as="win"),
    "lost": Q(payout=None, round__state=State.SETTLED),
    "back": Q(payout__paid_as__in=["stake", "refund"]),
}
STATE_NAMES = {"running": "Running", "won": "Won", "lost": "Lost", "back": "Stake back"}
ENDED = Q(round__state__in=[State.SETTLED, State.VOID])
PROFIT: Expression = Case(
    When(ENDED, then=Coalesce(F("payout__amount_micro"), 0) - F("amount_micro")),
    default=None,
    output_field=IntegerField(),
)


def with_profit(wagers: WagerQuerySet) -> WagerQuerySet:
    """Wagers with `profit_micro`: what they gained or lost, None while they run."""
    return wagers.annotate(profit_micro=PROFIT)


class EndedTable(tables.Table):
    """Rounds that ended: what was right, the closes, the pools and the fee."""

    session = tables.Day("Session", "session", sort="session", is_descending_first=True, is_link=True)
    instrument = tables.Text("Instrument", "instrument.name", is_minor=True)
    outcome = tables.Text("Result", "outcome")
    reference = tables.Number("To pass", "reference_close", is_minor=True)
    close = tables.Number("Close", "close")
    up = tables.Number("Up", "up_micro", is_minor=True)
    down = tables.Number("Down", "down_micro", is_minor=True)
    fee = tables.Number("Fee", "fee_micro", is_minor=True)
    wagers = tables.Number("Wagers", "wager_count", is_minor=True)

    caption, name = "Rounds", "round-table"
    empty = tables.Empty(
        "No round has ended yet", "A round ends soon after its session closes.", icon="rounds"
    )

    def row_url(self, record: Round) -> str:
        return reverse("rounds:round", args=[record.instrument.slug, record.code])

    def render_outcome(self, record: Round, value: str) -> Any:
        """Up, down or void; forced results say so."""
        if record.state == State.VOID:
            return format_html('<span class="badge is-warning">{}</span>', "Void")
        forced = ", forced" if record.is_forced else ""
        return format_html(
            '<span class="badge is-{}">{}{}</span>', value, record.get_outcome_display(), forced
        )

    def render_reference(self, record: Round, value: Any) -> str:
        """At the exchange's places."""
        return close_text(value, record.decimals)

    def render_close(self, record: Round, value: Any) -> str:
        """At the exchange's places; a dash where there is none."""
        return MISSING if value is None else close_text(value, record.decimals)

    def render_up(self, record: Round, value: int) -> str:
        """What is everybody's is never masked."""
        return money_text(value, record.currency)

    render_down = render_fee = render_up


class WagerTable(tables.Table):
    """A person's wagers in all rounds."""

    placed = tables.When("Placed", "placed_at", sort="placed", is_descending_first=True)
    round = tables.Text("Round", "round__code", is_link=True)
    side = tables.Text("Side", "side")
    state = tables.Text("State", "pk")
    amount = tables.Money("Amount", "amount_micro", currency="round.currency", sort="amount", is_minor=True)
    back = tables.Money("Back", "pk", currency="round.currency", is_minor=True)
    profit = tables.Gain("Profit", "profit_micro", currency="round.currency", sort="profit")

    caption, name = "Your wagers", "wager-table"

    def row_url(self, record: Wager) -> str:
        return reverse("rounds:round", args=[record.round.instrument.slug, record.round.code])

    def render_round(self, record: Wager, value: str) -> str:
        """What it was about, and the day."""
        return f"{record.round.instrument.name}, {record.round.session:%-d %b %Y}"

    def render_side(self, record: Wager, value: str) -> Any:
        """Up or down."""
        return format_html('<span class="badge is-{}">{}</span>', value, record.get_side_display())

    def render_state(self, record: Wager, value: int) -> Any:
        """Running, or how it ended."""
        words, tone = WORDS[state_of(record.round, getattr(record, "payout", None))]
        return format_html('<span class="badge is-{}">{}</span>', tone, words)

    def render_back(self, record: Wager, value: int) -> Any:
        """What was paid, the stake included; a dash while it runs."""
        payout = getattr(record, "payout", None)
        micro = payout.amount_micro if payout else 0 if record.round.has_ended else None
        return self.columns["back"].column.show(micro, record)
