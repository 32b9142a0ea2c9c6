"""The same edges by trying everything, one price at a time: what the vectorised detection is compared with."""

import itertools
import statistics
from collections import defaultdict
from typing import Any

from edges.detection.slate import Offers, Prices, Rules


def usable(offers: Offers, told: Prices, at: int) -> list[int]:
    """Rows that are young enough; of a bookmaker's prices of one thing the newest."""
    last: dict[Any, int] = {}
    for r in range(len(told)):
        young = told.seen[r] >= at - offers.max_age[told.offer[r]] and told.taken[r] <= at
        if young and told.position[r] < offers.outcomes[told.offer[r]] and told.odds[r] > 1:
            key = (told.offer[r], told.bookmaker[r], told.position[r], told.is_lay[r])
            if key not in last or (told.taken[r], told.seen[r], r) > (
                told.taken[last[key]],
                told.seen[last[key]],
                last[key],
            ):
                last[key] = r
    return sorted(last.values())


def at_once(told: Prices, rows: Any, tolerance: int) -> bool:
    return max(told.taken[r] for r in rows) <= min(told.seen[r] for r in rows) + tolerance


def returned(told: Prices, r: int) -> float:
    odds = told.odds[r]
    return float(1 + (1 / (odds - 1) if told.is_lay[r] else odds - 1) * (1 - told.commission[r]))


def arbitrages(offers: Offers, told: Prices, rules: Rules, at: int) -> dict[int, float]:
    """Market -> the lowest sum of all combinations of one instant, where it is an arbitrage."""
    found = {}
    for offer in range(len(offers)):
        rows = [r for r in usable(offers, told, at) if told.offer[r] == offer and not told.is_lay[r]]
        by = [[r for r in rows if told.position[r] == place] for place in range(offers.outcomes[offer])]
        sums = [
            sum(1 / returned(told, r) for r in legs)
            for legs in itertools.product(*by)
            if at_once(told, legs, rules.tolerance)
        ]
        if offers.winners[offer] == 1 and sums and 1 / min(sums) - 1 >= rules.least_return:
            found[offer] = min(sums)
    return found


def back_lays(offers: Offers, told: Prices, rules: Rules, at: int) -> dict[tuple[int, int], float]:
    """(Market, outcome) -> the lowest sum of a back and a lay."""
    sums = defaultdict(list)
    rows = usable(offers, told, at)
    for back, lay in itertools.product(rows, rows):
        same = (told.offer[back], told.position[back]) == (told.offer[lay], told.position[lay])
        if (
            same
            and told.is_lay[lay]
            and not told.is_lay[back]
            and at_once(told, (back, lay), rules.tolerance)
        ):
            sums[int(told.offer[back]), int(told.position[back])].append(
                1 / returned(told, back) + 1 / returned(told, lay)
            )
    return {key: min(each) for key, each in sums.items() if 1 / min(each) - 1 >= rules.least_return}


def middles(offers: Offers, told: Prices, rules: Rules, at: int) -> dict[tuple[int, int], float]:
    """(Market of the lower line, of the higher) -> the lowest sum of over the one and under the other."""
    sums = defaultdict(list)
    rows = [r for r in usable(offers, told, at) if not told.is_lay[r] and offers.outcomes[told.offer[r]] == 2]
    for over, under in itertools.product(rows, rows):
        low, high = told.offer[over], told.offer[under]
        gap = any(
            offers.threshold[low] + 0.5 <= result <= offers.threshold[high] - 0.5 for result in range(-50, 50)
        )
        fits = (
            offers.family[low] == offers.family[high] >= 0
            and offers.winners[low] == offers.winners[high] == 1
        )
        sides = told.position[over] == 0 and told.position[under] == 1
        if fits and sides and gap and at_once(told, (over, under), rules.tolerance):
            sums[int(low), int(high)].append(1 / returned(told, over) + 1 / returned(told, under))
    return {key: min(each) for key, each in sums.items() if min(each) - 1 <= rules.most_blind}


def values(offers: Offers, told: Prices, rules: Rules, at: int) -> dict[int, float]:
    """Row -> its value against the middle of the others at the newest moment at which it can be judged."""
    found = {}
    rows = usable(offers, told, at)
    for r in rows:
        offer = told.offer[r]
        mine = [x for x in rows if told.offer[x] == offer]
        for moment in sorted({int(told.taken[x]) for x in mine}, reverse=True):
            alive = [x for x in mine if told.taken[x] <= moment <= told.seen[x] + rules.tolerance]
            if r not in alive:
                continue
            fair = _fair(offers, told, alive, offer, told.bookmaker[r], rules)
            if fair is not None:
                chance = fair[told.position[r]]
                worth = (1 - chance if told.is_lay[r] else chance) * returned(told, r) - 1
                if worth >= rules.least_value:
                    found[r] = worth
                break
    return found


def _fair(
    offers: Offers, told: Prices, alive: list[int], offer: int, mine: int, rules: Rules
) -> list[float] | None:
    books: dict[int, dict[int, float]] = defaultdict(dict)
    for x in alive:
        if not told.is_lay[x] and told.bookmaker[x] != mine:
            books[told.bookmaker[x]][int(told.position[x])] = 1 / told.odds[x]
    wins = int(offers.winners[offer])
    whole = [b for b in books.values() if len(b) == offers.outcomes[offer] and sum(b.values()) > wins]
    if len(whole) < rules.least_books:
        return None
    of = statistics.median if rules.middle_of == "median" else statistics.fmean
    middle = [of([b[p] * wins / sum(b.values()) for b in whole]) for p in range(offers.outcomes[offer])]
    return [each * wins / sum(middle) for each in middle]
