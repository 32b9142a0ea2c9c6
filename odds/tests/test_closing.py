"""Whose closing prices count, what they imply, and that it is said."""

from datetime import UTC, datetime
from decimal import Decimal

import pandas as pd
import pytest
from django.test import override_settings

from odds.closing.benchmark import choose, net_micro
from odds.ingest import take_file
from odds.models import Closing
from odds.novig import fair
from odds.tests import files
from odds.tests.test_store import START, tell

pytestmark = pytest.mark.django_db(databases=["default", "staff", "owner"], transaction=True)
THREE = ("H", "D", "A")


def closing(code: str = "home", market: str = "match-result") -> Closing:
    return Closing.objects.using("staff").select_related("bookmaker").get(
        selection__code=code, selection__offer__market__slug=market, owner=None
    )  # fmt: skip


def without(*books: str) -> bytes:
    """The match without the closing 1X2 prices of some."""
    return files.season(
        files.put(files.ARSENAL, {f"{book}C{outcome}": "" for book in books for outcome in THREE})
    )


@pytest.mark.parametrize(
    ("gone", "benchmark", "odds"),
    [
        ((), "pinnacle", "1.48"),
        (("PS",), "exchange", "1.5"),
        (("PS", "BFE"), "average", "1.47"),
        (("PS", "BFE", "Avg"), "maximum", "1.52"),
    ],
)
def test_the_benchmark_degrades_and_says_so(gone, benchmark, odds):
    take_file(without(*gone), name="E0.csv")
    assert (closing().benchmark, closing().odds) == (benchmark, Decimal(odds))
    assert closing().taken_at == START


def test_a_benchmark_that_lacks_an_outcome_is_none():
    take_file(files.season(files.put(files.ARSENAL, {"PSCD": ""})), name="E0.csv")
    assert closing().benchmark == "exchange"


def test_a_suspect_price_is_no_benchmark():
    take_file(files.season(files.put(files.ARSENAL, {"PSCA": "71"})), name="E0.csv")
    assert closing().benchmark == "exchange"


def test_the_chances_are_those_of_the_methods():
    take_file(files.season(files.ARSENAL), name="E0.csv")
    whole = ["1.48", "4.5", "7.1"]
    for method in ("multiplicative", "additive", "power", "odds-ratio", "shin"):
        expected = fair(whole, method).probabilities
        for place, code in enumerate(("home", "draw", "away")):
            found = getattr(closing(code), method.replace("-", "_"))
            assert found == pytest.approx(Decimal(expected[place]), abs=Decimal("1e-9"))


def test_an_exchange_is_seen_after_its_commission():
    with override_settings(ODDS_EXCHANGE_COMMISSION="0.02"):
        take_file(without("PS"), name="E0.csv")
    found = closing()
    assert (found.odds, found.net_odds, found.commission) == (
        Decimal("1.5"),
        Decimal("1.49"),
        Decimal("0.02"),
    )
    assert found.power < 1 / found.net_odds
    assert net_micro(pd.Series([3_000_001]).to_numpy(), Decimal("0.05")).tolist() == [2_900_000]


def test_a_maximum_without_margin_has_a_price_and_no_chances():
    row = files.put(
        files.ARSENAL, {f"{b}C{o}": "" for b in ("PS", "BFE", "Avg") for o in THREE} | {"MaxCA": "9.5"}
    )
    take_file(files.season(row), name="E0.csv")
    assert (closing().benchmark, closing().power, closing().shin) == ("maximum", None, None)


def test_where_the_best_leaves_no_margin_the_next_that_does_is_taken():
    told = [
        ("pinnacle", 1, 2_100_000),
        ("pinnacle", 2, 2_100_000),
        ("average", 1, 1_900_000),
        ("average", 2, 1_900_000),
    ]
    frame = pd.DataFrame(told, columns=["benchmark", "selection", "odds_micro"]).assign(
        offer=1, outcomes=2, winners=1, bookmaker=7
    )
    frame["position"] = frame["selection"]
    chosen = choose(frame, Decimal("0.05"))
    assert list(chosen["benchmark"]) == ["average", "average"]
    assert chosen["power"].tolist() == pytest.approx([0.5, 0.5])


def test_files_without_closing_prices_have_no_closing_line():
    assert take_file(files.file(files.OLD, files.OLD_ROW), name="E0.csv").counts["closings"] == 0


def test_a_late_correction_derives_it_anew_and_the_same_file_does_not():
    take_file(files.season(files.ARSENAL), name="E0.csv")
    before = closing()
    changed = take_file(files.season(files.put(files.ARSENAL, {"PSCH": "1.5"})), name="E0.csv")
    assert changed.counts["closings"] == 3
    assert closing().pk == before.pk
    assert closing().odds == Decimal("1.5")


def test_a_polled_price_closes_when_it_was_seen_near_the_start_and_never_after_it():
    tell((1, "2"), away="Wolves", starts_at=datetime(2026, 3, 1, 12, tzinfo=UTC))
    assert not Closing.objects.using("staff").exists()
