"""Files of daily closes: what is taken in, what is not and why, and what the database refuses."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from django.db import IntegrityError, ProgrammingError, connections, transaction

from markets import calendar, prices
from markets.errors import NotCloses
from markets.models import Close
from markets.tests.factories import announced, database_time, instrument, utc

pytestmark = pytest.mark.django_db(databases=["default", "staff", "owner"], transaction=True)
D = date.fromisoformat
SAMPLE = Path("/work/shared/data/market/nasdaq-composite-daily-2021-2026.csv")
FRED = """observation_date,NASDAQCOM
2025-01-08,19478.880
2025-01-09,.
2025-01-10,19161.630
"""
YAHOO = """Date,Open,High,Low,Close,Adj Close,Volume
2025-01-08,19464.05,19531.60,19308.67,19478.880859,19400.10,7851200000
2025-01-10,19312.20,19353.03,19018.71,19161.63,19085.01,8592590000
"""


def taken(content: str | bytes, **more) -> prices.Ingested:
    plain: dict[str, Any] = {"instrument": instrument(), "source": "fred"}
    return prices.ingest(content if isinstance(content, bytes) else content.encode(), **plain | more)


def counts(content: str | bytes, **more) -> dict[str, int]:
    """What is not zero."""
    return {name: count for name, count in taken(content, **more).counts.items() if count}


def rejected(content: str | bytes, **more) -> dict[int, str]:
    return {each.line: each.reason for each in taken(content, **more).rejects}


def close(day: str, **more) -> Close:
    found = prices.newest_close(instrument(using="default"), D(day), **more)
    assert found
    return found


def test_a_file_of_fred(db):
    assert counts(FRED) == {"rows": 3, "new": 2, "missing": 1}
    first = close("2025-01-08")
    assert (first.close, first.revision, first.source, first.is_final) == (
        Decimal("19478.88"),
        1,
        "fred",
        False,
    )
    assert (first.open, first.volume, first.published_at) == (None, None, None)
    assert prices.newest_close(instrument(), D("2025-01-09")) is None


def test_a_file_of_yahoo_keeps_the_adjusted_close_apart(db):
    assert counts(YAHOO, source="yahoo") == {"rows": 2, "new": 2}
    first = close("2025-01-08")
    assert (first.close, first.adjusted_close) == (Decimal("19478.880859"), Decimal("19400.10"))
    assert (first.open, first.high, first.low) == tuple(map(Decimal, ("19464.05", "19531.60", "19308.67")))
    assert first.volume == 7_851_200_000


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + FRED.replace("\n", "\r\n").encode(),
        FRED.replace("\n", "\r").encode(),
        FRED.encode("utf-16"),
        FRED.replace(",", ";").encode(),
        FRED.replace(",", "\t").encode(),
        b"\n\n" + FRED.rstrip().encode(),
        FRED.replace("observation_date,NASDAQCOM", '"DATE","nasdaqcom"').encode(),
        FRED.replace("2025-01-08", "20250108").replace("19478.880", '"19,478.88"').encode(),
        FRED.replace("2025-01-08", "2025-01-08 00:00:00-05:00").encode(),
    ],
)
def test_ways_to_write_the_same(db, content):
    assert counts(content) == {"rows": 3, "new": 2, "missing": 1}
    assert close("2025-01-08").close == Decimal("19478.88")


def test_bad_lines_are_told_with_their_number_and_reason(db):
    content = """Date,Low,High,Close,Volume
2025-01-06,1,9,8,7

06/01/2025,1,9,8,7
2025-02-30,1,9,8,7
2025-01-07,1,9,abc,7
2025-01-08,1,9
2025-01-08,1,9,-8,7
2025-01-10,1,9,8,7.5
2025-01-13,1,9,9.5,7
2025-01-14,x,9,8,7
2025-01-15,1,9,0.00,7
2025-01-16,1,9,8,7,6
2025-01-17,1,9,1e13,7
2025-01-18,1,9,8,7
1960-01-04,1,9,8,7
2025-01-21,1,9,8,7
"""
    result = taken(content)
    assert {each.line: (each.column, each.reason) for each in result.rejects} == {
        4: ("Date", "no day like 2026-11-20"),
        5: ("Date", "no day of the calendar"),
        6: ("Close", "no price"),
        7: ("", "not as many cells as columns"),
        8: ("Close", "no price"),
        9: ("Volume", "no whole number"),
        10: ("Close", "the close does not lie between low and high"),
        11: ("Low", "no price"),
        12: ("Close", "a price is above zero"),
        13: ("", "not as many cells as columns"),
        14: ("Close", "too large for a price"),
        15: ("", "no session of the exchange"),
        16: ("", "no session of the exchange"),
    }
    assert (result.counts["rows"], result.counts["new"], result.counts["rejected"]) == (15, 2, 13)
    assert close("2025-01-21").close == 8


def test_lines_are_counted_over_cells_with_line_breaks(db):
    content = (
        'Date,Close,Note\n2025-01-06,8,"a\nb"\n2025-01-07,x,\n2025-01-08,8,"\n\n"\nshort\n2025-01-10,x,\n'
    )
    assert rejected(content) == {4: "no price", 8: "not as many cells as columns", 9: "no price"}


def test_one_day_twice(db):
    again = "Date,Close\n2025-01-06,8\n2025-01-06,8.0\n2025-01-07,8\n2025-01-07,9\n"
    assert rejected(again) == {
        3: "the same day as in line 2",
        4: "line 5 tells another close of this day",
        5: "line 4 tells another close of this day",
    }
    assert Close.objects.get().session == D("2025-01-06")


def test_a_session_that_has_not_closed_has_no_close(db, monkeypatch):
    monkeypatch.setattr(prices, "now", lambda: utc("2025-01-10 20:59"))
    assert rejected(FRED) == {4: "that session has not closed yet"}
    monkeypatch.setattr(prices, "now", lambda: utc("2025-01-10 21:00"))
    assert counts(FRED) == {"rows": 3, "new": 1, "unchanged": 1, "missing": 1}


def test_a_day_called_off_by_staff_has_no_close(staff, monkeypatch):
    with database_time("2026-12-09 12:00"):
        announced(D("2026-12-09"), staff)
    monkeypatch.setattr(prices, "now", lambda: utc("2026-12-12 12:00"))
    with database_time("2026-12-12 12:00"):
        file = "date,close\n2026-12-08,8\n2026-12-09,8\n2026-12-10,8\n"
        assert rejected(file) == {3: "no session of the exchange"}


def test_the_same_file_again_adds_nothing(db):
    assert counts(YAHOO) == {"rows": 2, "new": 2}
    assert counts(YAHOO) == {"rows": 2, "unchanged": 2}
    assert counts(YAHOO, source="yahoo") == {"rows": 2, "new": 2}  # each source says for itself
    assert Close.objects.count() == 4


def test_a_changed_price_is_the_next_revision(db):
    taken(YAHOO)
    assert counts(YAHOO.replace("19161.63", "19161.64")) == {"rows": 2, "revised": 1, "unchanged": 1}
    assert counts(YAHOO.replace("19085.01", "19000.00")) == {"rows": 2, "revised": 1, "unchanged": 1}
    told = Close.objects.filter(session="2025-01-10").order_by("revision")
    assert [(each.revision, each.close, each.adjusted_close) for each in told] == [
        (1, Decimal("19161.63"), Decimal("19085.01")),
        (2, Decimal("19161.64"), Decimal("19085.01")),
        (3, Decimal("19161.63"), Decimal("19000.00")),
    ]
    assert Close.objects.newest().get(session="2025-01-10").revision == 3
    assert close("2025-01-10", source="fred").revision == 3
    assert prices.newest_close(instrument(), D("2025-01-10"), source="other") is None


def test_a_file_that_tells_less_changes_nothing_and_keeps_the_rest(db):
    taken(YAHOO)
    assert counts("Date,Close\n2025-01-10,19161.63\n") == {"rows": 1, "unchanged": 1}
    assert counts("Date,Close\n2025-01-10,19161.99\n") == {"rows": 1, "revised": 1}
    assert close("2025-01-10").open == Decimal("19312.20")


def test_provisional_becomes_final_and_never_back(db):
    taken(FRED)
    assert counts(FRED, is_final=True) == {"rows": 3, "revised": 2, "missing": 1}
    assert counts(FRED, is_final=True) == {"rows": 3, "unchanged": 2, "missing": 1}
    assert close("2025-01-10").is_final
    assert counts(FRED) == {"rows": 3, "unchanged": 2, "missing": 1}
    changed = FRED.replace("19161.630", "19161.700")
    assert rejected(changed) == {4: "the final close was told already: 19161.63"}
    assert close("2025-01-10").close == Decimal("19161.63")
    assert counts(changed, is_final=True) == {"rows": 3, "revised": 1, "unchanged": 1, "missing": 1}
    assert (close("2025-01-10").revision, close("2025-01-10").is_final) == (3, True)


def test_of_several_sources_a_final_one_counts_then_the_last_told(db):
    taken(FRED, is_final=True)
    taken(FRED.replace("19161.630", "19161.700"), source="stooq")
    assert close("2025-01-10").source == "fred"
    taken(FRED.replace("19161.630", "19161.800"), source="vendor", is_final=True)
    assert close("2025-01-10").source == "vendor"


def test_no_price_goes_through_a_float(db):
    """0.1 + 0.2 of prices: digits that no double holds are kept, and more than ten are rounded to even."""
    content = (
        "Date,Close\n2025-01-06,123456789.0123456789\n2025-01-07,1.00000000005\n2025-01-08,1.00000000015\n"
    )
    taken(content)
    told = Close.objects.order_by("session").values_list("close", flat=True)
    assert list(told) == [
        Decimal("123456789.0123456789"),
        Decimal("1.0000000000"),
        Decimal("1.0000000002"),
    ]


def _parquet(**columns: pa.Array) -> bytes:
    out = BytesIO()
    parquet.write_table(pa.table(columns), out)
    return out.getvalue()


@pytest.mark.parametrize(
    "closes",
    [
        pa.array([19478.88, None, 19161.63]),
        pa.array([19478.88, None, 19161.63], pa.float32()),
        pa.array([Decimal("19478.88"), None, Decimal("19161.63")]),
        pa.array(["19478.880", ".", "19161.630"]),
    ],
    ids=lambda column: str(column.type),
)
@pytest.mark.parametrize(
    "kind", [pa.date32(), pa.timestamp("ns", "America/New_York"), pa.timestamp("ms")], ids=str
)
def test_parquet(db, closes, kind):
    days = pa.array([utc("2025-01-08 05:00"), utc("2025-01-09 05:00"), utc("2025-01-10 05:00")]).cast(
        pa.timestamp("us", "UTC")
    )
    days = days.cast(kind, safe=False) if kind != pa.date32() else days.cast(pa.timestamp("us")).cast(kind)
    content = _parquet(Date=days, Close=closes, Volume=pa.array([7_851_200_000, None, 0]))
    assert counts(content) == {"rows": 3, "new": 2, "missing": 1}
    assert [row.close for row in Close.objects.order_by("session")] == [
        Decimal("19478.88"),
        Decimal("19161.63"),
    ]
    assert close("2025-01-08").volume == 7_851_200_000


def test_parquet_that_is_none_or_holds_something_else(db):
    with pytest.raises(NotCloses, match="no Parquet"):
        taken(b"PAR1 and nothing more")
    with pytest.raises(NotCloses, match="Close is neither"):
        taken(_parquet(Date=pa.array(["2025-01-08"]), Close=pa.array([{"a": 1}])))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "empty"),
        ("\n\n", "empty"),
        ("no columns", "names no columns"),
        ("a,b\n1,2\n", "known for the day"),
        ("Date,Other\n2025-01-08,2\n", "known for the close of NASDAQ Composite; there are: Date, Other"),
        ("Date,NASDAQ100\n2025-01-08,2\n", "known for the close"),
        ("Date,Adj Close\n2025-01-08,2\n", "known for the close"),
        ("Date,Close,NASDAQCOM\n2025-01-08,2,2\n", "More than one column"),
        ("Date,Close,Close\n2025-01-08,2,3\n", "More than one column"),
        ("Date,Timestamp,Close\n2025-01-08,2025-01-08,3\n", "More than one column"),
    ],
)
def test_a_file_without_the_columns_is_refused_whole(db, content, why):
    with pytest.raises(NotCloses, match=why):
        taken(content)


def test_the_column_can_be_named(db):
    content = "Date,Close,Settle\n2025-01-08,2,3\n"
    assert counts(content, column="Settle") == {"rows": 1, "new": 1}
    assert close("2025-01-08").close == 3
    with pytest.raises(NotCloses, match="Adjusted"):
        taken(YAHOO, column="Adj Close")
    with pytest.raises(NotCloses, match="no one column 'x'"):
        taken(YAHOO, column="x")


def test_a_source_has_a_plain_name_and_publishes_before_now(db):
    for name in ("", "Fred", "a b", "x" * 41):
        with pytest.raises(NotCloses, match="named"):
            taken(FRED, source=name)
    with pytest.raises(NotCloses, match="future"):
        taken(FRED, published_at=utc("2999-01-01 00:00"))
    taken(FRED, published_at=utc("2025-01-10 22:15"))
    assert close("2025-01-10").published_at == utc("2025-01-10 22:15")


@pytest.mark.thorough
def test_ten_thousand_lines_in_one_go(db):
    days = [session.day for session in calendar.sessions(instrument(), D("1980-01-01"), D("2026-11-20"))][
        -10_000:
    ]
    lines = [f"{day},{1000 + n}.{n % 100:02},{1000 + n}.99,{1000 + n}.00,{n}\n" for n, day in enumerate(days)]
    content = "Date,Close,High,Low,Volume\n" + "".join(lines)
    assert counts(content) == {"rows": 10_000, "new": 10_000}
    assert counts(content, is_final=True) == {"rows": 10_000, "revised": 10_000}
    assert Close.objects.newest().count() == 10_000
    assert (Close.objects.latest("session").close, len(days)) == (Decimal("10999.99"), 10_000)


def test_two_at_once_add_what_one_adds(db):
    days = [session.day for session in calendar.sessions(instrument(), D("2020-01-01"), D("2024-12-31"))]
    content = "Date,Close\n" + "".join(f"{day},8\n" for day in days)
    results: list[dict[str, int]] = []

    def run() -> None:
        try:
            results.append(taken(content).counts)
        finally:
            connections.close_all()

    threads = [Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(result["new"] for result in results) == [0, 0, len(days)]
    assert Close.objects.count() == len(days)
    assert set(Close.objects.values_list("revision", flat=True)) == {1}


@pytest.mark.skipif(not SAMPLE.exists(), reason="the sample of real closes is not on this machine")
def test_real_closes_of_five_years(db):
    result = taken(SAMPLE.read_bytes())
    assert result.counts["new"] + result.counts["missing"] == result.counts["rows"]
    assert result.rejects == []
    days = set(Close.objects.values_list("session", flat=True))
    sessions = calendar.sessions(instrument(), min(days), max(days))
    assert days <= {session.day for session in sessions}
    assert len(sessions) - len(days) < 3


# --- What the database refuses, whoever asks -----------------------------------------------------------------------
def bar(**more) -> Close:
    return Close(
        **{"instrument": instrument(), "session": D("2026-01-05"), "source": "fred", "close": 8} | more
    )


def test_the_application_reads_and_does_not_write(db):
    bar().save(using="staff")
    assert Close.objects.using("default").get().close == 8
    with pytest.raises(ProgrammingError, match="permission denied"):
        bar(source="other").save(using="default")
    for name in ("markets_close_p2026", "markets_instrument"):
        with pytest.raises(ProgrammingError, match="permission denied"):
            with transaction.atomic(), connections["default"].cursor() as cursor:
                cursor.execute(f"INSERT INTO {name} SELECT * FROM {name}")
    with pytest.raises(ProgrammingError, match="permission denied"):
        with transaction.atomic(), connections["default"].cursor() as cursor:
            cursor.execute("SELECT markets_close_years(ARRAY[DATE '2024-01-01'])")


@pytest.mark.parametrize("alias", ["default", "staff", "owner"])
@pytest.mark.parametrize("table", ["markets_close", "markets_close_p2026"])
def test_nobody_changes_or_deletes_a_close(db, alias, table):
    bar().save(using="staff")
    for statement in (f"UPDATE {table} SET close = 9", f"DELETE FROM {table}", f"TRUNCATE {table}"):
        with pytest.raises((ProgrammingError, IntegrityError), match="permission denied|is refused"):
            with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
                cursor.execute(statement)
    assert Close.objects.get().close == 8


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"close": 0}, "close_above_zero"),
        ({"high": 7}, "close_below_high"),
        ({"low": 9}, "close_above_low"),
        ({"volume": -1}, "close_volume"),
        ({"source": "Fred"}, "close_source"),
        ({"revision": 0}, "close_revision"),
        ({"revision": 2}, "follows the one before"),
        ({"ingested_at": utc("2020-01-01 00:00")}, "before its day"),
        ({"published_at": utc("2999-01-01 00:00")}, "before its day"),
        ({"session": D("2019-01-04")}, "no partition"),
    ],
)
def test_what_is_no_close(db, wrong, rule):
    with pytest.raises(IntegrityError, match=rule):
        bar(**wrong).save(using="staff")


def test_a_close_is_not_told_before_its_day(db):
    with database_time("2026-01-04 23:00"), pytest.raises(IntegrityError, match="before its day"):
        bar().save(using="staff")


def test_the_guards_stand_on_the_partition_too(db):
    with pytest.raises(IntegrityError, match="follows"), connections["owner"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO markets_close_p2026 (instrument_id, session, source, close, revision)"
            " VALUES (%s, '2026-01-05', 'fred', 8, 2)",
            [instrument().pk],
        )


def test_years_far_from_now_get_no_partition(db):
    with pytest.raises(IntegrityError, match="No close is from"), connections["staff"].cursor() as cursor:
        cursor.execute("SELECT markets_close_years(%s)", [[D("2999-01-01")]])
