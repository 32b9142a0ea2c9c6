"""All rounds that ended: the pools and the fees over time, and each with its result."""

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
    drawn = list(rounds[:DRAWN])[::-1]
    context: dict[str, Any] = {
        "table": EndedTable(keyset.paginate(rounds, request.GET, sorts=ENDED_SORTS)),
        "instruments": instruments,
        "instrument": chosen if chosen in instruments else "",
        "years": years,
        "year": year if year in years else "",
        "drawn": [_row(each) for each in reversed(drawn)],
        "pools": as_json(pools_chart(drawn)),
        "fees": as_json(fees_chart(drawn)),
        "said": _said(drawn),
    }
    return page(request, "rounds/history.html", context, partials={"round-table"})


def _years(rounds: RoundQuerySet) -> list[str]:
    return [str(day.year) for day in rounds.order_by().dates("session", "year", order="DESC")]


def _row(one: Round) -> dict[str, Any]:
    return {
        "one": one,
        "result": "void" if one.state == State.VOID else one.get_outcome_display().lower(),
        "close": "" if one.close is None else close_text(one.close, one.decimals),
        "up": money_text(one.up_micro or 0, one.currency),
        "down": money_text(one.down_micro or 0, one.currency),
        "fee": money_text(one.fee_micro or 0, one.currency),
    }


def _said(drawn: list[Round]) -> dict[str, Any]:
    """What the pictures show, in words and figures."""
    if not drawn:
        return {}
    return {
        "rounds": len(drawn),
        "first": drawn[0].session,
        "last": drawn[-1].session,
        "up": sum(each.outcome == Side.UP for each in drawn),
        "down": sum(each.outcome == Side.DOWN for each in drawn),
        "void": sum(each.state == State.VOID for each in drawn),
        "fees": [
            money_text(sum(each.fee_micro or 0 for each in drawn if each.currency == currency), currency)
            for currency in sorted({each.currency for each in drawn})
        ],
    }
