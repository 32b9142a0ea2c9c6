"""What a person can know of their betting, figure by figure, each with its definition and the way to its bets.

`measures` is the whole vocabulary, `cost` what betting seemed and what it was. Call both inside acting_as(user).
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from analytics import series, vocabulary
from analytics.days import Days, ended
from analytics.figures import BookFigures, Figures, by_bookmaker
from analytics.filters import Filter
from analytics.measures import GAP, LEAD, ratio
from analytics.swings import Swing, Swings, swings
from analytics.truth import Truth, truths
from analytics.vocabulary import MARGIN, Closing, Multis, Purse, Sittings
from web.templatetags.show import MISSING, count, gain, money, odds, percent, signed_money, signed_percent

MINUTES, CENT = 60, 10_000
EMPTY_PURSE, NO_SITTINGS = Purse(0, 0, 0, 0, 0), Sittings(0, LEAD * 0)


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure as people read it; `query` is the filter of its bets, empty where it is not of bets."""

    title: str
    value: Any
    definition: str
    query: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Facts that belong together."""

    title: str
    facts: list[Fact]


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known of one currency for one filter."""

    asked: Filter
    story: Truth
    median: Decimal | None
    closing: Closing
    bankroll: int | None
    purse: Purse
    sat: Sittings
    multis: Multis | None
    swings: Swings
    days: Days

    @property
    def figures(self) -> Figures:
        """The sums."""
        return self.story.figures

    @property
    def currency(self) -> str:
        """The currency all of it is in."""
        return self.figures.currency

    def behind(self, *, status: str = "settled", **changes: str) -> str:
        """The filter of some of the bets; empty where it would replace what is asked for, and so count others."""
        if self.asked.status not in ("", "settled", status):
            return ""
        if any(getattr(self.asked, name) not in ("", value) for name, value in changes.items()):
            return ""
        return self.asked.but(currency=self.currency, status=status, **changes).query


def known(user: Any, asked: Filter, zone: ZoneInfo) -> list[Known]:
    """For each currency with settled bets, the one with most bets first."""
    books: list[BookFigures] = by_bookmaker(user, asked, zone)
    of = (user, asked, zone)
    median, closing, purses = vocabulary.median_odds(*of), vocabulary.closing(*of), vocabulary.purses(*of)
    sat, multis = vocabulary.sat(*of), vocabulary.multis(*of)
    bankrolls, moved = vocabulary.bankrolls(user, asked, zone), swings(user, asked, zone)
    return [
        Known(
            asked,
            story,
            median.get(currency),
            closing.get(currency, Closing(None, 0, 0)),
            bankrolls.get(currency),
            purses.get(currency, EMPTY_PURSE),
            sat.get(currency, NO_SITTINGS),
            multis.get(currency),
            moved.get(currency, Swings()),
            ended(series.results(user, asked, zone, currency, "day")),
        )
        for story in truths(user, asked, zone, books)
        for currency in [story.figures.currency]
    ]


def measures(k: Known) -> list[Section]:
    """The vocabulary."""
    f, c = k.figures, k.currency
    return [
        Section("Result", [
            Fact("Result", gain(f.profit_micro, c), "What settled bets changed your own money by, after commission.", k.behind()),
            Fact("Turnover", money(f.turnover_micro, c), "Own money at risk in settled bets: the stake of a back bet, the liability of a lay bet. Void bets and bonus stakes are not in it.", k.behind()),
            Fact("Yield", signed_percent(f.bet_yield, 2), "Result over turnover.", k.behind()),
            Fact("Return on the bankroll", _on_bankroll(k), "Result over the bankroll. The bankroll is the most you ever had put in on balance, deposits less withdrawals, up to the last day asked for; not known beside a part of the bets."),
            Fact("Commission", money(f.commission_micro, c), "What exchanges took of winnings. It is already off the result.", k.behind()),
        ]),
        Section("Own and bonus money", [
            Fact("Result of own money", gain(k.purse.own_profit_micro, c), "Settled bets in which your own money was staked.", k.behind(money="own")),
            Fact("Result of bonus money", gain(k.purse.bonus_profit_micro, c), "What bets of bonus money paid out. They can only win: the stake was never yours.", k.behind(money="bonus")),
            Fact("Bonus money staked", money(k.purse.bonus_stake_micro, c), f"In {count(k.purse.bonus_bets)} settled bets. It is no turnover.", k.behind(money="bonus")),
        ]),
        Section("Odds and hits", [
            Fact("Strike rate", percent(f.strike_rate), "Won over won and lost. Half wins and half losses count as wins and losses; void bets and cash-outs are in neither.", k.behind()),
            Fact("Won", count(f.won), "Won and half-won bets, and placed ones that made money. A cash-out is never a win.", k.behind(status="won")),
            Fact("Lost", count(f.lost), "Lost and half-lost bets, and placed ones that lost money.", k.behind(status="lost")),
            Fact("Cashed out", count(f.cashed_out), "Sold before the end.", k.behind(status="cashed_out")),
            Fact("Void", count(f.void), "The stake came back. Not in turnover, strike rate or runs.", k.behind(status="void")),
            Fact("Average odds", odds(f.average_odds), "The mean of the decimal odds of settled bets that tell them. A few long shots pull it up.", k.behind()),
            Fact("Median odds", odds(k.median), "The middle one: half of the settled bets were at shorter odds, half at longer.", k.behind()),
            Fact("Closing price beaten by", _closing(k.closing), f"Odds taken over closing odds, less one, on average over {count(k.closing.bets)} of {count(k.closing.of)} back bets placed before the event, where your files tell closing odds. Both prices carry the bookmaker's margin: this is no proof of an edge."),
        ]),
        Section("Swings", [
            Fact("Deepest fall", _fall(k), "The deepest fall of the running result from an earlier peak, bet by bet in the order of settlement."),
            Fact("Longest run of losses", _run(k.swings.losses), "Void bets and cash-outs break no run."),
            Fact("Longest run of wins", _run(k.swings.wins), "Void bets and cash-outs break no run."),
            Fact("Best day", _day(k.days.best, c), "The local day whose settled bets came to the most.", _on(k, k.days.best)),
            Fact("Worst day", _day(k.days.worst, c), "The local day whose settled bets lost the most.", _on(k, k.days.worst)),
        ]),
    ]  # fmt: skip


def cost(k: Known) -> list[Section]:
    """What betting seemed, what it was, and the price of it."""
    return [_seemed(k), _price(k), _how_often(k), _without_bonus(k), *_multis(k)]


def _seemed(k: Known) -> Section:
    f, c = k.figures, k.currency
    return Section("What it felt like, and what it is", [
        Fact("The winning slips alone", gain(k.story.slips_micro, c), "The results of the bets that won money, which are the ones one remembers.", k.behind(status="gained")),
        Fact("The account", gain(f.profit_micro, c), "All settled bets together.", k.behind()),
        Fact("Between the two", money(k.story.slips_micro - f.profit_micro, c), "What the other bets took away again.", k.behind()),
    ])  # fmt: skip


def _price(k: Known) -> Section:
    f, c, hours = k.figures, k.currency, k.sat.hours
    return Section("The price of it", [
        Fact("A week", gain(_over(f.profit_micro, k.story.weeks), c), f"The result over {k.story.weeks:.1f} weeks, from the first bet to the last."),
        Fact("An hour of betting", gain(_over(f.profit_micro, hours), c), f"An estimate: {hours} hours in {count(k.sat.count)} sittings. Bets placed at most {_minutes(GAP)} minutes apart make one sitting, and each is taken to have begun {_minutes(LEAD)} minutes before its first bet. Time spent watching is not in it, and files that tell days only make it too short."),
        Fact("A bet", gain(_over(f.profit_micro, Decimal(f.settled)), c), "The result over the settled bets.", k.behind()),
        Fact("Of each 100 put in", percent(k.story.share_of_deposits), "The loss as a share of deposits, where every bookmaker's file tells them and there is a loss."),
    ])  # fmt: skip


def _how_often(k: Known) -> Section:
    bets = Fact("Bets", percent(k.story.share_lost), f"{count(k.figures.lost)} of {count(k.figures.won + k.figures.lost)} bets that were won or lost.", k.behind(status="lost"))  # fmt: skip
    periods = [
        Fact(f"{each.kind.capitalize()}s", percent(each.share), f"{count(each.lost)} of {count(each.count)} {each.kind}s with settled bets ended below zero.")
        for each in k.days.ended
    ]  # fmt: skip
    return Section("How often you lost", [bets, *periods])


def _without_bonus(k: Known) -> Section:
    purse, c = k.purse, k.currency
    return Section("What you would have with no bonus", [
        Fact("Result without bonus bets", gain(purse.own_profit_micro, c), "Your own money's bets alone, as if the bonus bets had never been offered. Bonuses paid in cash are not told apart here: the overview has them under How this adds up.", k.behind(money="own")),
        Fact("What bonus bets gave", gain(purse.bonus_profit_micro, c), f"{count(purse.bonus_bets)} bets of bonus money. Bookmakers give them so that own money follows.", k.behind(money="bonus")),
    ])  # fmt: skip


def _multis(k: Known) -> list[Section]:
    m, c = k.multis, k.currency
    if m is None:
        return []
    rate = percent(MARGIN, 0)
    return [Section("What multis cost you", [
        Fact("Against singles at fair odds", gain(-m.cost_micro, c), f"What your {count(m.bets)} multis of own money came to on {money(m.turnover_micro, c)}. The same stakes on singles at fair odds come out even on average, so this is the difference. Luck is in it.", k.behind(built="multi", money="own")),
        Fact("Expected of them as multis", gain(-m.as_multis_micro, c), f"Without luck, on the assumption that every leg is priced with a margin of {rate}: a stake on n legs keeps 1/1.05 to the power of n of itself."),
        Fact("Expected of the same stakes on singles", gain(-m.as_singles_micro, c), f"One leg each, with the same margin of {rate}."),
        Fact("The price of combining", gain(-m.extra_micro, c), "The difference between these two: what the margins multiplied take, on that assumption. Not a fact about your bookmaker."),
    ])]  # fmt: skip


def _over(micro: int, units: Decimal) -> int | None:
    """To the cent; None of no units."""
    return int((Decimal(micro) / units / CENT).to_integral_value()) * CENT if units else None


def _minutes(length: Any) -> int:
    return int(length.total_seconds()) // MINUTES


def _on_bankroll(k: Known) -> Any:
    if not k.bankroll:
        return MISSING
    return f"{signed_percent(ratio(k.figures.profit_micro, k.bankroll))} of {money(k.bankroll, k.currency)}"


def _closing(told: Closing) -> Any:
    return signed_percent(told.mean, 2)


def _fall(k: Known) -> Any:
    fall = k.swings.fall
    return (
        f"{money(fall.size, k.currency)}, {fall.first:%-d %b %Y} to {fall.last:%-d %b %Y}"
        if fall
        else MISSING
    )


def _run(swing: Swing | None) -> Any:
    return f"{count(swing.size)}, {swing.first:%-d %b %Y} to {swing.last:%-d %b %Y}" if swing else MISSING


def _day(point: series.Point | None, currency: str) -> Any:
    return f"{signed_money(point.profit_micro, currency)}, {point.first:%-d %b %Y}" if point else MISSING


def _on(k: Known, point: series.Point | None) -> str:
    if point is None:
        return ""
    return k.asked.but(
        currency=k.currency,
        status=k.asked.status or "settled",
        date_from=point.first,
        date_to=point.last,
    ).query
