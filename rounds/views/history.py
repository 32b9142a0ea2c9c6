"""All rounds that ended: the pools and the fees over time, and each with its result."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from rounds.charts import fees_chart, pools_chart
from rounds.live import close_text, played
from rounds.models import Round, RoundQuerySet, Side, State
from rounds.tables import ENDED_SORTS, EndedTable
from web import keyset
from web.access import public
from web.csp import chart_styles
from web.figure import as_json
from web.http import page
from web.numbers import money_text

DRAWN = 260  # a year of sessions


@dataclass(frozen=True, slots=True)
class Picture:
    """The rounds of one instrument in one currency: how many ended how, drawn, and as rows, the newest first."""

    name: str
    key: str
    first: date
    last: date
    up: int
    down: int
    void: int
    fees: str
    pools_chart: str
    fees_chart: str
    rows: list[dict[str, Any]]


@public
@require_safe
@chart_styles
def show(request: HttpRequest) -> HttpResponse:
    """`instrument` and `year` leave some of them."""
    instruments = {each.slug: each.name for each in played()}
    chosen = request.GET.get("instrument", "")
    year = request.GET.get("year", "")
    rounds = Round.objects.ended().select_related("instrument")
    years = _years(rounds)
    if chosen in instruments:
        rounds = rounds.filter(instrument__slug=chosen)
    if year in years:
        rounds = rounds.filter(session__year=int(year))
    context: dict[str, Any] = {
        "table": EndedTable(keyset.paginate(rounds, request.GET, sorts=ENDED_SORTS)),
        "instruments": instruments,
        "instrument": chosen if chosen in instruments else "",
        "years": years,
        "year": year if year in years else "",
        "pictures": _pictures(rounds),
    }
    return page(request, "rounds/history.html", context, partials={"round-table"})


def _years(rounds: RoundQuerySet) -> list[str]:
    return [str(day.year) for day in rounds.order_by().dates("session", "year", order="DESC")]


def _pictures(rounds: RoundQuerySet) -> list[Picture]:
    """One for each instrument and currency: different moneys are never added up."""
    kinds = (
        rounds.order_by("instrument__name", "currency").values_list("instrument_id", "currency").distinct()
    )
    return [
        _picture(list(rounds.filter(instrument=instrument, currency=currency)[:DRAWN])[::-1])
        for instrument, currency in kinds
    ]


def _picture(drawn: list[Round]) -> Picture:
    """Of at least one round, the oldest first."""
    one = drawn[0]
    return Picture(
        name=one.instrument.name,
        key=f"{one.instrument.slug}-{one.currency}",
        first=one.session,
        last=drawn[-1].session,
        up=sum(each.outcome == Side.UP for each in drawn),
        down=sum(each.outcome == Side.DOWN for each in drawn),
        void=sum(each.state == State.VOID for each in drawn),
        fees=money_text(sum(each.fee_micro or 0 for each in drawn), one.currency),
        pools_chart=as_json(pools_chart(drawn)),
        fees_chart=as_json(fees_chart(drawn)),
        rows=[_row(each) for each in reversed(drawn)],
    )


def _row(one: Round) -> dict[str, Any]:
    return {
        "one": one,
        "result": "void" if one.state == State.VOID else one.get_outcome_display().lower(),
        "close": "" if one.close is None else close_text(one.close, one.decimals),
        "up": money_text(one.up_micro or 0, one.currency),
        "down": money_text(one.down_micro or 0, one.currency),
        "fee": money_text(one.fee_micro or 0, one.currency),
    }
