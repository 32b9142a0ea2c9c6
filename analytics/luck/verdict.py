"""What the numbers say, in words: the headline first, then the sentences it rests on. Pure; no amounts, only shares."""

from dataclasses import dataclass
from decimal import Decimal

from analytics.luck.closing import ClosingLine
from analytics.luck.evidence import Evidence
from analytics.luck.slices import Slice
from web.numbers import percent_text

LEAST_BETS = 30
MOST_UNDECIDED = 0.05
GRADES = (
    (0.001, "is hard to put down to luck"),
    (0.01, "is probably more than luck"),
    (0.05, "may be more than luck"),
)
UNCLEAR = "cannot be told from luck"
UNCHARGED = "cannot be told from what the prices cost"


@dataclass(frozen=True, slots=True)
class Verdict:
    """headline; tone: unclear, better, worse or nothing; sentences, the weightiest first."""

    headline: str
    tone: str
    sentences: tuple[str, ...]


def too_few(bets: int) -> Verdict:
    """Fewer than 30 bets: no number would mean anything."""
    have = "no bet" if not bets else "1 bet" if bets == 1 else f"{bets} bets"
    return Verdict(
        "Too few bets to tell anything",
        "nothing",
        (
            f"You have {have} with odds and own money at risk; below {LEAST_BETS} no number here would mean anything.",
        ),
    )


def verdict(
    *, bets: int, bet_yield: float, picks: Evidence, money: Evidence, expected_yield: float, margin: Decimal,
    undecided: int,
) -> Verdict:  # fmt: skip
    """`picks`: against fair chances of the odds taken; `money`: against breaking even; `margin` in percent."""
    if undecided > MOST_UNDECIDED * (bets + undecided):
        headline, tone = "Nothing can be said before more results are known", "nothing"
    else:
        headline, tone = _headline(picks, money)
    return Verdict(
        headline,
        tone,
        (
            _against_prices(bets, bet_yield, picks, expected_yield, margin),
            _against_nothing(bet_yield, money),
            _needed(bets, bet_yield, money),
        ),
    )


def grade(p: float) -> str:
    """Words for a p-value: below 0.05 "may be more than luck", 0.01 "is probably more", 0.001 "is hard to put down"."""
    return next((words for bound, words in GRADES if p < bound), UNCLEAR)


def _headline(picks: Evidence, money: Evidence) -> tuple[str, str]:
    picked, made = _direction(picks), _direction(money)
    if made > 0:
        return f"Your profit {grade(money.both_ways)}", "better"
    if made < 0 and picked < 0:
        return f"Your loss {grade(money.both_ways)}: your picks did worse than the prices said", "worse"
    if made < 0 and picked > 0:
        return "Your picks beat the prices, but not by enough to pay the margin", "worse"
    if made < 0:
        return f"Your loss {grade(money.both_ways)}, and {UNCHARGED}", "worse"
    if picked > 0:
        return (
            f"Your picks did better than the prices, which {grade(picks.both_ways)}; your {_sign(money)} {UNCLEAR}",
            "better",
        )
    if picked < 0:
        return f"Your picks did worse than the prices, which {grade(picks.both_ways)}", "worse"
    return f"Your {_sign(money)} {UNCLEAR}", "unclear"


def _direction(told: Evidence) -> int:
    """1 better, -1 worse than chance makes likely, 0 where it cannot be told."""
    if grade(told.both_ways) == UNCLEAR:
        return 0
    return 1 if told.as_good < 0.5 else -1


def _sign(money: Evidence) -> str:
    return "profit" if money.deviations > 0 else "loss" if money.deviations < 0 else "result"


def of_a_thousand(chance: float) -> str:
    """A chance as people out of a thousand: "about 113"."""
    if chance < 0.001:
        return "fewer than 1"
    return "more than 999" if chance > 0.999 else f"about {round(1000 * chance)}"


def say_percent(share: float, places: int = 1) -> str:
    """ "+1.2%", with a real minus sign."""
    return percent_text(Decimal(repr(share)), places=places, plus=True)


def _against_prices(bets: int, bet_yield: float, picks: Evidence, expected: float, margin: Decimal) -> str:
    return (
        f"Your {bets:,} bets yielded {say_percent(bet_yield)}. Without skill, at prices with an assumed margin of"
        f" {margin.normalize():f}%, they would yield {say_percent(expected)} on average. Of 1,000 people without skill"
        f" who placed these very bets, {of_a_thousand(picks.as_good)} would have done as well or better."
    )


def _against_nothing(bet_yield: float, money: Evidence) -> str:
    as_bad = bet_yield < 0
    chance = 1 - money.as_good if as_bad else money.as_good
    return (
        f"Of 1,000 who break even in the long run, {of_a_thousand(chance)} would have come out"
        f" {'as low or lower' if as_bad else 'as high or higher'} by luck alone."
    )


def _needed(bets: int, bet_yield: float, money: Evidence) -> str:
    if money.needed is None:
        return "A yield this near to zero could not be told from zero by any number of bets you could place."
    seen = f"a yield of {say_percent(bet_yield)}"
    if money.needed <= bets:
        return f"To tell {seen} from zero takes about {money.needed:,} bets of this kind; you have them."
    if money.is_told:
        return (
            f"Yours tell {seen} from zero already (p {money.p_text}); it takes about {money.needed:,} bets of this kind"
            " until four of five such books do."
        )
    return (
        f"To tell {seen} from zero would take about {money.needed:,} bets of this kind:"
        f" {money.needed - bets:,} more than you have."
    )


def looked_at(told: list[Slice]) -> str:
    """What asking so often costs, and what is left of the finds."""
    if not told:
        return "No part of your bets is large enough to be looked at alone."
    remarkable = sum(each.evidence.both_ways < 0.05 for each in told)
    standing = sum(each.stands for each in told)
    by_luck = max(1, round(len(told) * 0.05))
    return (
        f"You looked at {len(told)} slice{'' if len(told) == 1 else 's'}: about {by_luck} of them would look remarkable"
        f" by luck alone. {remarkable or 'None'} do{'es' if remarkable == 1 else ''}; after the correction for looking"
        f" so often {standing or 'none'} stand{'s' if standing == 1 else ''} out."
    )


def about_closing(line: ClosingLine | None, of: int) -> str:
    """The closing line in a sentence; the price alone flatters, so what it was worth after the margin comes with it."""
    if line is None:
        return f"None of your {of:,} bets has closing odds, so the closing line says nothing here."
    direction = "better" if line.price > 0 else "worse" if line.price < 0 else "neither better nor worse"
    size = say_percent(abs(line.price)).lstrip("+")
    than = "as" if not line.price else f"{size} {direction} than"
    return (
        f"{line.bets:,} of {of:,} bets have closing odds: you took prices {than} the closing ones on average, and beat"
        f" them in {percent_text(Decimal(repr(line.beaten)), places=0)} of the bets. After an assumed margin the bets"
        f" were worth {say_percent(line.lowest)} to {say_percent(line.highest)} by the ways of taking it off."
    )
