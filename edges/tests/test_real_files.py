"""Files as bookmakers' prices are published: their errors are flagged and offered to nobody."""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bets.models import Event
from edges import scan
from edges.detection import doubts
from edges.models import Edge, Leg
from odds.ingest import taking
from odds.models import Price

HERE = Path(__file__).resolve()
FILES = next(
    (each / "shared/data/odds" for each in HERE.parents if (each / "shared/data/odds").is_dir()),
    HERE / "none",
)
FIXTURES, SEASON = FILES / "football-data-fixtures.csv", FILES / "football-data-E0-2024-25.csv"
BEFORE = {FIXTURES: datetime(2026, 5, 22, 12, tzinfo=UTC), SEASON: datetime(2024, 8, 14, 12, tzinfo=UTC)}
pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "staff", "owner"]),
    pytest.mark.skipif(not FIXTURES.exists(), reason="The published files are not part of the repository."),
]


def take(file, content=None):
    taken = taking.take_file(content or file.read_bytes(), name=file.name, at=BEFORE[file])
    Event.objects.using("owner").update(status="")  # as before they were played
    return taken


def prices_of(edges):
    legs = Leg.objects.using("staff").filter(edge__in=edges)
    return set(legs.values_list("selection_id", "bookmaker_id", "side"))


def suspects():
    found = Price.objects.using("staff").exclude(suspect="")
    return set(found.values_list("selection_id", "bookmaker_id", "side"))


@pytest.mark.thorough
@pytest.mark.parametrize("file", [FIXTURES, SEASON], ids=lambda file: file.stem)
def test_no_error_of_a_published_file_is_offered(file):
    take(file)
    assert suspects(), "the file has errors"
    done = scan.scan(at=BEFORE[file])
    assert done.prices > 1_000
    offered = Edge.objects.using("staff").filter(is_doubtful=False)
    assert offered.exists()
    assert not prices_of(offered) & suspects()
    certain = offered.filter(kind__in=["arbitrage", "back_lay"])
    assert all(edge.worst <= doubts.THREE_WAY_MOST for edge in certain)


@pytest.mark.parametrize("error", ["swapped", "shifted"])
def test_an_error_made_in_a_published_file_is_flagged(error):
    """bet365's home and away change places in one match, or a comma slips: its edges are flagged, none is offered."""
    text = FIXTURES.read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    wrong = max(rows, key=lambda row: abs(float(row["B365H"] or 1) - float(row["B365A"] or 1)))
    if error == "swapped":
        wrong["B365H"], wrong["B365A"] = wrong["B365A"], wrong["B365H"]
    else:
        wrong["B365D"] = str(float(wrong["B365D"]) * 10)
    told = io.StringIO()
    writer = csv.DictWriter(told, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    take(FIXTURES, told.getvalue().encode())
    scan.scan(at=BEFORE[FIXTURES])
    edges = Edge.objects.using("staff").filter(event__name__contains=wrong["HomeTeam"])
    of_book = edges.filter(legs__bookmaker__slug="bet365", offer__market__slug="match-result").distinct()
    assert of_book.filter(is_doubtful=True, kind="arbitrage").exists()
    assert not of_book.filter(is_doubtful=False).exists()
    reasons = {doubt["code"] for edge in of_book for doubt in edge.doubts}
    assert "too_good" in reasons
    assert reasons & {"swapped", "far", "suspect"}
