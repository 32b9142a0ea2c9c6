"""The figures that the command `figures` prints, and their break-downs."""

from typing import Annotated, Any

from ninja import Field, Path, Query, Router, Schema

from accounts.api_auth import ApiRequest, secured
from analytics import breakdowns
from analytics.api.asked import BetFilter, asked_by
from analytics.breakdowns import DIMENSIONS
from analytics.columns.picked import one_moment
from analytics.errors import DimensionUnknown
from analytics.figures import by_bookmaker
from analytics.figures_json import figures_json

router = Router(tags=["Figures"])
Known = Annotated[str, Path(description=", ".join(sorted(DIMENSIONS)), examples=["sport"])]


class Counts(Schema):
    """How many bets, by what became of them."""

    bets: int
    settled: int
    won: int
    lost: int
    void: int
    cashed_out: int
    open: int
    undecided: int


class MoneyAndRatios(Counts):
    """Amounts and ratios of one currency, decimal strings; null where there are several currencies, or none."""

    currency: str | None
    turnover: str | None
    profit: str | None
    commission: str | None
    deposits: str | None
    withdrawals: str | None
    bonus_profit: str | None
    yield_: str | None = Field(alias="yield", description="Profit / turnover.")
    strike_rate: str | None = Field(description="Won / (won + lost).")
    average_odds: str | None


class OfCurrency(MoneyAndRatios):
    """The same of one currency, with what lies in the accounts."""

    balance: str


class OfBookmaker(OfCurrency):
    """The same of one bookmaker and currency."""

    bookmaker: str = Field(description="Its name.")


class BalanceOut(Schema):
    """What lies in one bookmaker's account."""

    bookmaker: str
    currency: str
    balance: str


class FiguresOut(MoneyAndRatios):
    """Counts over everything; amounts at the top only where there is one currency."""

    balances: list[BalanceOut]
    by_currency: list[OfCurrency]
    by_bookmaker: list[OfBookmaker]


class MetricOut(Schema):
    """One value of a dimension in one currency."""

    value: str
    currency: str
    bets: int
    turnover: str
    profit: str
    yield_: str | None = Field(alias="yield", description="Profit / turnover.")
    filter: str = Field(description="The query string that shows its bets: /bets?…")


class MetricsOut(Schema):
    """All values of one dimension; always one page."""

    dimension: str
    title: str
    meaning: str
    items: list[MetricOut]
    next: None = None


@router.get("/figures", response=FiguresOut, by_alias=True, summary="Your figures", **secured("bets:read"))
@one_moment()
def figures(request: ApiRequest, asked: Query[BetFilter]) -> dict[str, Any]:
    """What the overview shows, and what `manage.py figures --json` prints, of the bets that fit the filter."""
    wanted, zone = asked_by(request, asked)
    return figures_json(by_bookmaker(request.caller.user, wanted, zone), wanted)


@router.get(
    "/metrics/{dimension}",
    response=MetricsOut,
    by_alias=True,
    summary="Figures by one dimension",
    description=f"By {', '.join(sorted(DIMENSIONS))}: turnover, profit and yield of each value, as on the page.",
    **secured("bets:read"),
)
@one_moment()
def metrics(request: ApiRequest, dimension: Known, asked: Query[BetFilter]) -> dict[str, Any]:
    """Another dimension than those is answered 404, with their names."""
    if dimension not in DIMENSIONS:
        known = ", ".join(sorted(DIMENSIONS))
        raise DimensionUnknown(f"There is no dimension called {dimension[:80]}. There are: {known}.")
    wanted, zone = asked_by(request, asked)
    told = breakdowns.dimension_of(dimension, wanted)
    lines = breakdowns.by(dimension, request.caller.user, wanted, zone)
    return {
        "dimension": dimension,
        "title": told.title,
        "meaning": told.meaning,
        "items": [line.json() | {"filter": line.narrowed.query} for line in lines],
    }
