"""What bets won and lost: Smarkets' rows put together, and the settlement table for trackers."""

import random
from typing import Any

import pytest

from imports import formats, sniff
from imports.formats import Options, Parsed
from imports.formats._smarkets_bets import shares

SMARKETS = (
    '"Event","Details","Date","Backers Stake (GBP)","Odds","Exposure (GBP)","In/Out (GBP)","Balance (GBP)"'
)
TRACKER = "Date;Type;Sport;Label;Odds;Stake;State;Bookmaker;Commission;Freebet;Cashout;Eachway"
MICRO = 1_000_000


def smarkets(*rows: str) -> Parsed:
    """Rows as "14 16:00 | Bet Placed · For X | stake | odds | in/out", all about one market."""
    lines = [SMARKETS]
    for row in rows:
        when, event, stake, odds, moved = (cell.strip() for cell in row.split("|"))
        lines.append(
            f'"{event}","A vs B / Winner","{when[:2]} Mar 2026, {when[3:]} GMT","{stake}","{odds}","","{moved}",""'
        )
    return formats.get("smarkets").parse(sniff.read("\n".join(lines).encode()).frame, Options())


def told(parsed: Parsed, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in parsed.bets[list(names)].astype(object).to_numpy().tolist()]


def test_commission_is_shared_by_the_winners_in_proportion_and_to_the_last_unit():
    parsed = smarkets(
        "14 16:00 | Bet Won · For X | 10.00 | 3 | ",
        "14 16:00 | Bet Won · Against Y | 5.00 | 2 | ",
        "14 16:00 | Bet Lost · For Z | 4.00 | 9 | ",
        "14 16:00 | Market Settled | | | 20.58",
    )
    assert told(parsed, "status", "profit_micro", "commission_micro") == [
        ("won", 19_664_000, 336_000),
        ("won", 4_916_000, 84_000),
        ("lost", -4_000_000, 0),
    ]
    assert parsed.bets["profit_micro"].sum() == 20_580_000


@pytest.mark.parametrize(
    ("net", "why"),
    [("20.99", "negative"), ("15.00", "far more than any commission"), ("-3.00", "lost on the whole")],
)
def test_a_difference_that_is_no_commission_goes_to_the_largest_bet(net: str, why: str):
    parsed = smarkets(
        "14 16:00 | Bet Won · For X | 10.00 | 3 | ",
        "14 16:00 | Bet Won · For Y | 2.00 | 1.4 | ",
        f"14 16:00 | Market Settled | | | {net}",
    )
    assert parsed.bets["commission_micro"].sum() == 0, why
    assert parsed.bets["profit_micro"].tolist() == [round(float(net) * MICRO) - 800_000, 800_000]


def test_the_profits_of_a_market_always_add_up_to_its_row():
    for seed in range(60):
        rng = random.Random(seed)
        rows, moved = [], rng.choice(["0.00", f"{rng.randrange(-9999, 9999) / 100:.2f}"])
        for place in range(rng.randrange(1, 6)):
            result, side = rng.choice(["Won", "Lost"]), rng.choice(["For", "Against"])
            stake, odds = rng.randrange(1, 5000) / 100, rng.randrange(101, 1200) / 100
            rows.append(f"14 16:00 | Bet {result} · {side} S{place} | {stake:.2f} | {odds} | ")
        parsed = smarkets(*rows, f"14 16:01 | Market Settled | | | {moved}")
        assert parsed.bets["profit_micro"].sum() == parsed.lines["amount_micro"].sum()


def test_a_lay_bet_risks_its_liability():
    parsed = smarkets(
        "14 15:00 | Bet Placed · Against X | 7.14 | 4.3 | ", "14 16:00 | Bet Lost · Against X | 7.14 | 4.3 | "
    )
    names = ("side", "stake_micro", "at_risk_micro", "profit_micro", "returned_micro")
    assert told(parsed, *names) == [("lay", 7_140_000, 23_562_000, -23_562_000, 0)]
    assert parsed.bets.loc[0, "placed_at"].hour == 15


def test_a_bet_placed_in_one_file_and_won_in_the_next_keeps_its_reference():
    placed, won = "14 15:00 | Bet Placed · For X | 5 | 2.5 | ", "14 16:00 | Bet Won · For X | 5 | 2.5 | "
    first, second, both = smarkets(placed), smarkets(won), smarkets(placed, won)
    assert first.bets["status"].tolist() == ["open"]
    assert first.bets["ref"].tolist() == second.bets["ref"].tolist() == both.bets["ref"].tolist()


def test_a_bet_matched_in_part_is_one_bet():
    parsed = smarkets(
        "14 15:00 | Bet Placed · For X | 10.00 | 2.5 | ",
        "14 15:05 | Bet Partially Matched (Pending) · For X | 6.00 | 2.5 | ",
        "14 16:00 | Bet Won · For X | 6.00 | 2.5 | ",
        "14 16:00 | Market Settled | | | 8.82",
    )
    assert told(parsed, "status", "stake_micro", "profit_micro") == [("won", 6_000_000, 8_820_000)]


def test_a_bet_never_matched_is_void_when_its_market_is_settled():
    parsed = smarkets(
        "14 15:00 | Bet Placed · For X | 10.00 | 2.5 | ", "14 16:00 | Market Settled | | | 0.00"
    )
    assert told(parsed, "status", "profit_micro") == [("void", 0)]


def test_a_market_whose_bets_are_in_no_row_is_a_bet_by_itself():
    parsed = smarkets("14 16:00 | Market Settled | | | -3.21")
    assert told(parsed, "structure", "status", "profit_micro", "stake_micro")[0][:3] == (
        "market",
        "lost",
        -3_210_000,
    )
    assert parsed.lines.loc[0, "bet_ref"] == parsed.bets.loc[0, "ref"]


def test_money_in_a_row_that_moves_none_is_rejected():
    parsed = smarkets("14 16:00 | Bet Won · For X | 5 | 2.5 | 7.50")
    assert parsed.rejects["reason"].tolist() == ["Money moves in a row that should move none."]


@pytest.mark.parametrize(
    ("total", "weights"), [(10, [1, 1, 1]), (1, [5, 5]), (0, [3]), (349, [150, 30]), (7, [1] * 9)]
)
def test_shares_lose_nothing_and_are_never_more_than_one_unit_off(total: int, weights: list[int]):
    cut = shares(total, weights)
    assert sum(cut) == total
    assert all(
        abs(part * sum(weights) - total * weight) < sum(weights)
        for part, weight in zip(cut, weights, strict=True)
    )


@pytest.mark.parametrize(
    ("cells", "status", "profit", "returned", "at_risk"),
    [
        ("Simple;2.50;10;W", "won", 15, 25, 10),
        ("Simple;2.50;10;L", "lost", -10, 0, 10),
        ("Simple;2.50;10;HW", "half_won", "7.5", "17.5", 10),
        ("Simple;2.50;10;HL", "half_lost", -5, 5, 10),
        ("Simple;2.50;10;R", "void", 0, 10, 10),
        ("Simple;2.50;10;C", "void", 0, 10, 10),
        ("Simple;2.50;10;P", "open", None, None, 10),
        ("Simple;;10;L", "lost", -10, 0, 10),
        ("Simple;2.50;10;Cash;;;4.20", "cashed_out", "-5.8", "4.2", 10),
        ("Simple;2.50;10;W;;Yes", "won", 15, 15, 0),
        ("Simple;2.50;10;L;;Yes", "lost", 0, 0, 0),
        ("Simple;2.50;10;HW;;Yes", "half_won", "7.5", "7.5", 0),
        ("Simple;2.50;10;W;2", "won", "14.7", "24.7", 10),
        ("Lay;3.00;10;W", "won", 10, 30, 20),
        ("Lay;3.00;10;W;5", "won", "9.5", "29.5", 20),
        ("Lay;3.00;10;L;5", "lost", -20, 0, 20),
        ("Lay;3.00;10;HL", "half_lost", -10, 10, 20),
        ("Simple;11.00;10;W;;;;1/5", "won", 60, 70, 10),
        ("Simple;11.00;10;PL;;;;1/5", "placed", 5, 15, 10),
        ("Simple;11.00;10;L;;;;1/5", "lost", -10, 0, 10),
    ],
)
def test_the_settlement_table(cells: str, status: str, profit: Any, returned: Any, at_risk: int):
    kind, odds, stake, state, *rest = cells.split(";")
    fee, free, cash, each_way = [*rest, "", "", "", ""][:4]
    row = f"2026-01-01 10:00;{kind};Tennis;X;{odds};{stake};{state};B;{fee};{free};{cash};{each_way}"
    parsed = formats.get("bet-analytix").parse(sniff.read(f"{TRACKER}\n{row}\n".encode()).frame, Options())

    def micro(amount: Any) -> int | None:
        return None if amount is None else round(float(amount) * MICRO)

    bet = parsed.bets.astype(object).where(parsed.bets.notna(), None).iloc[0]
    assert (bet["status"], bet["profit_micro"], bet["returned_micro"]) == (
        status,
        micro(profit),
        micro(returned),
    )
    assert bet["at_risk_micro"] == micro(at_risk)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ("Simple;;10;W;;;;", "no odds"),
        ("Simple;2;10;Cash;;;;", "no cash-out amount"),
        ("Simple;2;10;PL;;;;Yes", "which part"),
        ("Simple;2;;W;;;;", "no stake"),
        ("Simple;2;-5;W;;;;", "less than nothing"),
        ("Simple;2;5;Z;;;;", "state 'Z'"),
    ],
)
def test_what_cannot_be_settled_is_rejected(cells: str, reason: str):
    kind, odds, stake, state, *rest = cells.split(";")
    row = ";".join(["2026-01-01 10:00", kind, "Tennis", "X", odds, stake, state, "B", *rest])
    parsed = formats.get("bet-analytix").parse(sniff.read(f"{TRACKER}\n{row}\n".encode()).frame, Options())
    assert reason in parsed.rejects["reason"].tolist()[0]


def test_a_parent_without_odds_has_those_of_its_legs_without_the_void_ones():
    rows = [
        "2026-01-01 10:00;Combined;;Three;;10;W;B",
        ";;Golf;P;1.50;;W;B",
        ";;Golf;Q;9.00;;R;B",
        ";;Golf;R;2.00;;W;B",
    ]
    table = "\n".join([TRACKER, *(f"{row};;;;" for row in rows)])
    parsed = formats.get("bet-analytix").parse(sniff.read(table.encode()).frame, Options())
    assert told(parsed, "odds", "profit_micro", "legs_count") == [("3", 20_000_000, 3)]
