"""Files nobody knows: guessed, shown, confirmed, remembered."""

import json
import re

import numpy as np
import pandas as pd
import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bets.models import Bet
from imports import intake, pipeline, sniff
from imports.formats import FileError, Options
from imports.mapping.cells import is_clock, with_clock
from imports.mapping.description import Mapping, from_json
from imports.mapping.guess import guess
from imports.mapping.mapped import MappedFormat
from imports.models import SavedMapping, State, Upload
from imports.tests.books import book, take
from web.context import acting_as

STYLES = {
    "a list of Pinnacle bets": (
        "id,sport,status,result,stake,potential win,american line,multi,match,pick,date placed,book\n"
        "2020077384,Tennis,settled,win,25.00,22.73,-110,false,Ruud vs Rune,Ruud,2026-02-13 10:15,Pinnacle\n"
        "2020077385,Tennis,settled,loss,10.00,15.00,150,false,Sinner vs Paul,Paul,2026-02-14 11:00,Pinnacle\n",
        {"placed": "date placed", "stake": "stake", "odds": "american line", "result": "result", "event": "match",
         "selection": "pick", "bookmaker": "book", "id": "id", "to_win": "potential win", "multi": "multi"},
        [(22_730_000, "won"), (-10_000_000, "lost")],
    ),
    "a status that tells what the result does not": (
        "id,sport,status,result,stake,potential win,line,match,pick,date placed\n"
        "1,Tennis,Settled,Win,50,45.45,-110,Ruud v Rune,Ruud,2026-02-13 10:15\n"
        "2,Tennis,Accepted,,20,24,+120,Sinner v Paul,Paul,2026-02-14 10:15\n"
        "3,Tennis,Refunded,,20,24,+120,Zhang v Shelton,Zhang,2026-02-15 10:15\n"
        "4,Tennis,Cancelled,,20,24,+120,Fritz v Draper,Fritz,2026-02-16 10:15\n"
        "5,Tennis,Settled,Loss,20,24,+120,Fritz v Draper,Fritz,2026-02-17 10:15\n",
        {"result": "result", "status": "status", "odds": "line", "to_win": "potential win", "event": "match"},
        [(45_450_000, "won"), (None, "open"), (0, "void"), (0, "void"), (-20_000_000, "lost")],
    ),
    "a promise and no odds": (
        "date placed,match,pick,stake,potential win,status\n2026-03-14,A v B,A,50,45.45,won\n"
        "2026-03-15,A v B,B,50,45.45,lost\n",
        {"to_win": "potential win", "result": "status", "status": None},
        [(45_450_000, "won"), (-50_000_000, "lost")],
    ),
    "picks called descriptions": (
        "date,sport,bet_type,description,odds,stake,result,profit\n2026-01-05,NFL,spread,Chiefs -3.5,-110,100,win,91\n"
        "2026-01-06,NBA,prop,Over 25.5 points,+100,50,loss,-50\n",
        {"selection": "description", "event": None, "market": "bet_type"},
        [(91_000_000, "won"), (-50_000_000, "lost")],
    ),
    "games called descriptions": (
        "date,sport,description,odds,stake,result\n2026-01-05,NFL,Chiefs @ Bills,-110,11,win\n"
        "2026-01-06,NBA,Emus vs Owls,+100,50,loss\n",
        {"event": "description", "selection": None},
        [(10_000_000, "won"), (-50_000_000, "lost")],
    ),
    "an event and a description": (
        "Date,Event,Bet Type,Odds,Stake,Outcome,Payout,Profit/Loss,Description\n"
        "2026-07-05,STL @ CHC,under,-105,105.00,Loss,0.00,-105.00,STL @ CHC: u11 -105\n"
        "2026-07-05,HOU @ LAD,ml away,+124,80.65,Win,180.66,100.01,HOU +124\n",
        {"event": "Event", "selection": "Description", "result": "Outcome", "profit": "Profit/Loss"},
        [(-105_000_000, "lost"), (100_010_000, "won")],
    ),
    "weekdays, each way and terms of places": (
        "Date placed,Bookie,Fixture,Bet,Odds,Stake (£),EW?,Place terms,Result,Return\n"
        "Sat 03 Jan 2026,Bet365,Kempton 14:05,Iroko,6/1,£5.00,Y,1/5 3 places,Placed,£11.00\n"
        "\"Saturday, 3 January 2026\",Sky Bet,Spurs v Leeds,Leeds,13/8,£8.00,,,Won,£21.00\n",
        {"placed": "Date placed", "each_way": "EW?", "selection": "Bet", "bookmaker": "Bookie"},
        [(6_000_000, "placed"), (13_000_000, "won")],
    ),
    "a German sheet with what was called off": (
        "Datum;Begegnung;Tipp;Quote;Einsatz;Ergebnis;Gewinn\n05.01.2026;Ulm - Jena;1;1,85;20,00;gewonnen;17,00\n"
        "06.01.2026;Köln - Bonn;X;3,40;10,00;annulliert;0,00\n07.01.2026;Köln - Ulm;X;3,40;10,00;offen;\n",
        {"event": "Begegnung", "selection": "Tipp", "profit": "Gewinn"},
        [(17_000_000, "won"), (0, "void"), (None, "open")],
    ),
    "units, and times of day in a column of their own": (
        "Date,Time,Sport,Matchup,Pick,Odds,Units,W/L,Net\n"
        "1/5/26,7:05 PM,NBA,Lakers @ Suns,Lakers +4.5,-110,2u,W,+1.82u\n"
        "1/16/26,8:10 PM,NBA,Heat @ Bulls,Over 215.5,-105,1.5 units,L,-1.5u\n",
        {"placed": "Date", "clock": "Time", "stake": "Units", "profit": "Net", "result": "W/L"},
        [(1_820_000, "won"), (-1_500_000, "lost")],
    ),
    "a time that is the whole moment": (
        "time,stake,odds,result\n2026-01-05 10:00,5,2.5,won\n2026-01-06 10:00,5,2.5,lost\n",
        {"placed": "time", "clock": None},
        [(7_500_000, "won"), (-5_000_000, "lost")],
    ),
    "an American bookmaker's list": (
        "Bet #,Placed On,Event Date,League,Description,Type,Line,Risk,To Win,Result,Win/Loss\n"
        "1001,2026-01-05 18:30:11,2026-01-05,NFL,Bills @ Chiefs,Spread,-110,$110.00,$100.00,Win,$100.00\n"
        "1002,2026-01-06 18:30:11,2026-01-06,NFL,Bills @ Emus,Total,-105,$52.50,$50.00,Loss,($52.50)\n",
        {"id": "Bet #", "profit": "Win/Loss", "result": "Result", "placed": "Placed On", "odds": "Line"},
        [(100_000_000, "won"), (-52_500_000, "lost")],
    ),
    "an exchange's list, where all is settled": (
        "Placed,Settled,Event Name,Market Name,Runner Name,Back/Lay,Avg Odds,Stake,P/L,Status\n"
        "25/01/2026 14:02:11,25/01/2026 15:10:01,Kempton,2m Hcap,Iroko,LAY,6.0,10.00,-50.00,Settled\n"
        "25/01/2026 15:02:11,25/01/2026 15:40:01,Kempton,To Be Placed,Tin,BACK,2.5,10.00,14.25,Settled\n",
        {"selection": "Runner Name", "side": "Back/Lay", "result": "Status", "settled": "Settled"},
        [(-50_000_000, "lost"), (14_250_000, "won")],
    ),
    "a tipster's races": (
        "Date,Tipster,Race,Horse,E/W,Stake,Odds,Position,P/L\n"
        "Saturday 3rd January 2026,Ann,14:05 Kempton,Iroko,E/W,£10.00,6/1,3rd,£2.00\n"
        "\"Sun, 4th Jan 2026\",Ann,15:05 Ascot,Tin,Win,£10.00,7/2,UP,-£10.00\n",
        {"placed": "Date", "selection": "Horse", "event": "Race", "each_way": "E/W", "profit": "P/L"},
        [(2_000_000, "won"), (-10_000_000, "lost")],
    ),
    "two sides in two columns": (
        "Timestamp,Betting site,Home,Away,Market,My bet,Odds,Stake (€),Status,Payout (€)\n"
        "2026-01-05 15:03,Unibet,Arsenal,Chelsea,1X2,Home,2.10,10,Won,21.00\n"
        "2026-01-06 15:03,Unibet,Leeds,Hull,1X2,Draw,3.40,10,Lost,0\n",
        {"event": None, "home": "Home", "away": "Away", "selection": "My bet", "bookmaker": "Betting site"},
        [(11_000_000, "won"), (-10_000_000, "lost")],
    ),
    "two sides and the event itself": (
        "date,match,home team,away team,stake,odds,result\n2026-01-05,A v B,A,B,5,2,won\n"
        "2026-01-06,A v B,A,B,5,2,lost\n",
        {"event": "match", "home": None, "away": None},
        [(5_000_000, "won"), (-5_000_000, "lost")],
    ),
    "juice, and what was won or lost": (
        "Week,Date,Game,My Pick,Spread,Juice,Bet Amount,W/L/P,Amount Won/Lost,Running Total\n"
        "1,9/7/2025,Bills @ Jets,Bills,-6.5,-110,$110,W,$100,$100\n"
        "1,9/14/2025,Lions @ Emus,Emus,-3,-115,$115,L,-$115,-$15\n",
        {"odds": "Juice", "points": "Spread", "profit": "Amount Won/Lost", "selection": "My Pick", "result": "W/L/P"},
        [(100_000_000, "won"), (-115_000_000, "lost")],
    ),
    "a German sheet": (
        "Datum;Spiel;Tipp;Einsatz;Quote;Ergebnis\n31.01.2026 15:30;Köln - Bonn;Köln;10,50;2,10;gewonnen\n"
        "01.02.2026 18:00;Ulm - Jena;Jena;5,00;3,40;verloren\n",
        {"placed": "Datum", "stake": "Einsatz", "odds": "Quote", "result": "Ergebnis", "event": "Spiel"},
        [(11_550_000, "won"), (-5_000_000, "lost")],
    ),
    "profit only": (
        "Bet Date,Wager,P/L,Bet\n2026-01-05,$20.00,$15.00,Jets ML\n2026-01-06,$20.00,($20.00),Bills -3\n",
        {"placed": "Bet Date", "stake": "Wager", "profit": "P/L"},
        [(15_000_000, "won"), (-20_000_000, "lost")],
    ),
    "a payout with the stake in it": (
        "Placed,Stake,Price,Returns,Team\n25/12/2025 12:00,10,2.5,25,Leeds\n26/12/2025 12:00,10,3.0,0,Hull\n",
        {"placed": "Placed", "stake": "Stake", "odds": "Price", "returned": "Returns", "selection": "Team"},
        [(15_000_000, "won"), (-10_000_000, "lost")],
    ),
    "fractions": (
        "date,race,runner,stake,odds,outcome\n03/14/2026,Ascot R3,Quiet Harbour,8,6/4,Won\n"
        "03/15/2026,Ascot R4,Tin,8,evens,Lost\n",
        {"placed": "date", "stake": "stake", "odds": "odds"},
        [(12_000_000, "won"), (-8_000_000, "lost")],
    ),
    "epoch seconds and W L": (
        "timestamp,amount,line,w/l,sport\n1767225600,50,-120,W,NFL\n1767312000,50,+200,L,NFL\n",
        {"placed": "timestamp", "stake": "amount", "odds": "line", "result": "w/l", "sport": "sport"},
        [(41_670_000, "won"), (-50_000_000, "lost")],
    ),
    "Spanish words": (
        "Fecha,Partido,Pick,Apuesta,Cuota,Resultado\n"
        "13/01/2026,Betis v Sevilla,Betis,20,1.80,ganada\n14/01/2026,A v B,A,20,2,anulada\n",
        {"placed": "Fecha", "stake": "Apuesta", "odds": "Cuota", "result": "Resultado", "event": "Partido"},
        [(16_000_000, "won"), (0, "void")],
    ),
    "French words": (
        "Date;Sport;Championnat;Rencontre;Marché;Pronostic;Mise;Cote;Résultat;Bénéfice\n"
        "24/08/2026;Football;Ligue 1;Lens - Metz;1N2;1;10,50;1,80;Gagnée;8,40\n"
        "25/08/2026;Tennis;ATP;Monfils - Gasquet;Vainqueur;Monfils;5,00;2,00;Perdue;-5,00\n",
        {"placed": "Date", "sport": "Sport", "competition": "Championnat", "event": "Rencontre", "market": "Marché",
         "selection": "Pronostic", "stake": "Mise", "odds": "Cote", "result": "Résultat", "profit": "Bénéfice"},
        [(8_400_000, "won"), (-5_000_000, "lost")],
    ),
    "Portuguese words": (
        "Data;Esporte;Campeonato;Jogo;Mercado;Seleção;Valor apostado;Cotação;Situação;Lucro/Prejuízo\n"
        "24/08/2026;Futebol;Série B;Avaí x Remo;Resultado;Avaí;10,00;1,80;Ganha;8,00\n"
        "25/08/2026;Futebol;Série B;Bahia x Ceará;Gols;Menos de 2,5;5,00;2,00;Pendente;\n",
        {"placed": "Data", "sport": "Esporte", "competition": "Campeonato", "event": "Jogo", "market": "Mercado",
         "selection": "Seleção", "stake": "Valor apostado", "odds": "Cotação", "result": "Situação",
         "profit": "Lucro/Prejuízo"},
        [(8_000_000, "won"), (None, "open")],
    ),
    "two names for the game and an id of it": (
        "Date,Event ID,League,Event/Match,Bet,Odds,Stake,Result\n"
        "2026-01-05,e1,MLB,Emus @ Roos,Over 9.5,+110,50,Win\n2026-01-06,e2,MLB,Bats @ Owls,Owls,-110,50,Loss\n",
        {"event": "Event/Match", "selection": "Bet", "competition": "League", "odds": "Odds"},
        [(55_000_000, "won"), (-50_000_000, "lost")],
    ),
    "a tipster's plays": (
        "date,capper,league,market,play,odds,units,result\n2026-01-15,JC,NFL,spread,Emus -3.5,-110,1,WIN\n"
        "2026-01-16,JC,NBA,ml,Roos,+150,2,LOSS\n",
        {"placed": "date", "competition": "league", "market": "market", "selection": "play", "stake": "units"},
        [(910_000, "won"), (-2_000_000, "lost")],
    ),
    "half results and net": (
        "Date,Match,Stake (£),Odds,Status,Net\n2026-03-01 15:00:00,A v B,10,1.95,half win,4.75\n"
        "2026-03-02 15:00:00,C v D,10,1.95,half loss,-5\n",
        {"placed": "Date", "stake": "Stake (£)", "odds": "Odds", "result": "Status", "profit": "Net", "event": "Match"},
        [(4_750_000, "half_won"), (-5_000_000, "half_lost")],
    ),
    "named months and open bets": (
        "When,Selection,Risk,Odds,Result\n5 Jan 2026 14:00,Arsenal,10,2.0,Pending\n6 Jan 2026,Leeds,10,2.0,Won\n",
        {"placed": "When", "stake": "Risk", "selection": "Selection", "result": "Result"},
        [(None, "open"), (10_000_000, "won")],
    ),
    "free bets": (
        "Date,Bookie,Selection,Stake,Odds,Result,Free bet\n2026-01-13,Bet365,Leeds,10,3.0,Won,Yes\n"
        "2026-01-14,Bet365,Hull,10,3.0,Lost,Yes\n",
        {"bookmaker": "Bookie", "bonus": "Free bet", "stake": "Stake"},
        [(20_000_000, "won"), (0, "lost")],
    ),
    "lay bets": (
        "Date,Selection,Side,Stake,Odds,Result\n2026-01-13,Leeds,Lay,10,3.0,Lost\n2026-01-14,Hull,Lay,10,3.0,Won\n",
        {"side": "Side"},
        [(-20_000_000, "lost"), (10_000_000, "won")],
    ),
    "unhelpful names": (
        "a;b;c;d\n2026-01-13 10:00;1.91;win;Leeds v Hull\n2026-01-14 10:00;2.10;loss;A v B\n",
        {"placed": "a", "odds": "b", "result": "c", "event": "d"},
        None,
    ),
}  # fmt: skip


# What was bet on, where several columns tell: the file, its columns, and the selections they come to.
PARTED = {
    "a player, a statistic, a side and a line": (
        "Date,Game,Player,Stat,Bet,Line,Odds,Stake,Result\n"
        "2026-01-05,Emus @ Roos,Jo Bloggs,Points,Over,22.5,-110,10,Win\n"
        "2026-01-05,Emus @ Roos,Al Smith,Rebounds,Under,9,+105,10,Loss\n",
        {"event": "Game", "player": "Player", "market": "Stat", "selection": "Bet", "points": "Line", "odds": "Odds"},
        ["Jo Bloggs Over 22.5", "Al Smith Under 9"],
    ),
    "a side that says all": (
        "Date,Game,Player Name,Pick,Prop Line,Odds,Stake,Result\n"
        "2026-01-05,Emus @ Roos,Jo Bloggs,jo bloggs over 22.5,22.5,1.91,10,Win\n"
        "2026-01-05,Emus @ Roos,Al Smith,Under 122.5,22.5,1.91,10,Win\n",
        {"player": "Player Name", "selection": "Pick", "points": "Prop Line"},
        ["jo bloggs over 22.5", "Al Smith Under 122.5 22.5"],
    ),
    "teams and spreads, and none": (
        "Date,Match,Pick,Spread,Odds,Stake,Result\n2026-01-05,Emus @ Roos,Emus,-3.5,-110,10,Win\n"
        "2026-01-06,Emus @ Roos,Roos,,-110,10,Win\n2026-01-07,Emus @ Roos,Roos,0,-110,10,Win\n"
        "2026-01-08,Emus @ Roos,Roos -3.5,-3.5,-110,10,Win\n",
        {"selection": "Pick", "points": "Spread", "odds": "Odds"},
        ["Emus -3.5", "Roos", "Roos", "Roos -3.5"],
    ),
    "a player alone": (
        "Date,Match,Player,Odds,Stake,Result\n2026-01-05,Emus @ Roos,Jo Bloggs,2.5,10,Win\n",
        {"player": "Player", "selection": None, "event": "Match"},
        ["Jo Bloggs"],
    ),
    "a line that is the price": (
        "Date,Match,Pick,Line,Stake,Result\n2026-01-05,Emus @ Roos,Emus,1.5,10,Win\n",
        {"odds": "Line", "points": None},
        ["Emus"],
    ),
    "a line that is a price beside another": (
        "Date,Match,Pick,Odds,Line,Stake,Result\n2026-01-05,Emus @ Roos,Emus,1.91,-110,10,Win\n",
        {"odds": "Odds", "points": None},
        ["Emus"],
    ),
    "a player whose line is guarded against spreadsheets": (
        "Date,Game,Player,Line,Odds,Stake,Result\n2026-01-05,Emus @ Roos,Jo Bloggs,-3.5,1.91,10,Win\n"
        "2026-01-05,Emus @ Roos,Al Smith,'-4.5,1.91,10,Win\n",
        {"player": "Player", "event": "Game"},
        ["Jo Bloggs -3.5", "Al Smith -4.5"],
    ),
    "an event that begins like a side": (
        "Date,Bet,Team,Odds,Stake,Result\n2026-01-05,O'Brien v Smith,O'Brien,1.91,10,Win\n"
        "2026-01-06,Under 21 Emus v Roos,Roos,1.91,10,Win\n",
        {"event": "Bet", "selection": "Team"},
        ["O'Brien", "Roos"],
    ),
    "over and under as a column's name": (
        "Date,Match,Over/Under,Line,Odds,Stake,Result\n2026-01-05,Emus @ Roos,U,41.5,1.91,10,Win\n",
        {"selection": "Over/Under", "points": "Line"},
        ["U 41.5"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("style", PARTED)
def test_what_was_bet_on_is_put_together_from_its_columns(style):
    text, columns, selections = PARTED[style]
    table, found = read(text)
    assert {role: found.mapping.columns.get(role) for role in columns} == columns
    parsed = MappedFormat(found.mapping).parse(table.frame, Options(user_currency="GBP"))
    assert not len(parsed.rejects), list(parsed.rejects["reason"])
    assert list(parsed.bets["selection"]) == selections
    assert [said.split("\n")[-1] for said in parsed.lines["description"]] == selections


def test_bets_of_two_players_are_two_bets():
    """They are known by what was bet on: neither the side nor the game tells them apart."""
    text = PARTED["a player, a statistic, a side and a line"][0].replace(
        "Rebounds,Under,9", "Points,Over,22.5"
    )
    table, found = read(text)
    parsed = MappedFormat(found.mapping).parse(table.frame, Options(user_currency="GBP"))
    assert parsed.bets["ref"].nunique() == 2


@pytest.fixture(autouse=True)
def _files_aside(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def read(text, **more):
    table = sniff.read(text.encode(), "own.csv")
    return table, guess(table.frame, timezone="Europe/London", currency="GBP", **more)


def test_a_column_whose_name_says_nothing_is_left_out():
    cells = {"Date": "2026-01-05", "Stake": "10", "Odds": "2.0", "%": "x"}
    found = guess(pd.DataFrame({name: [cell, cell] for name, cell in cells.items()}, dtype=object))
    assert found.mapping.columns == {"placed": "Date", "stake": "Stake", "odds": "Odds"}


@pytest.mark.parametrize("style", STYLES)
def test_columns_are_guessed_from_names_and_values(style):
    text, columns, results = STYLES[style]
    table, found = read(text)
    assert {role: found.mapping.columns.get(role) for role in columns} == columns
    if results is None:
        return
    parsed = MappedFormat(found.mapping).parse(table.frame, Options(user_currency="GBP"))
    assert not len(parsed.rejects), list(parsed.rejects["reason"])
    bets = parsed.bets.astype(object).where(parsed.bets.notna(), None)
    assert list(zip(bets["profit_micro"], bets["status"], strict=True)) == results


def test_a_date_that_could_be_either_is_asked_for():
    _, found = read("date,stake,odds,result\n03/04/2026,5,2.0,won\n05/04/2026,5,2.0,lost\n")
    (doubt,) = found.doubts
    assert "03/04/2026 the 3 April or the 4 March" in doubt.question


@pytest.mark.parametrize(
    ("days", "order"), [(("13/04/2026", "02/04/2026"), "dmy"), (("04/13/2026", "04/02/2026"), "mdy")]
)
def test_one_date_that_fits_one_order_only_settles_it(days, order):
    _, found = read("date,stake,odds,result\n" + "".join(f"{day},5,2.0,won\n" for day in days))
    assert (found.mapping.order, found.doubts) == (order, [])


def test_a_return_that_cannot_be_judged_is_asked_for():
    _, found = read("date,stake,returns\n2026-01-13,5,9\n2026-01-14,5,0\n")
    assert [doubt.key for doubt in found.doubts] == ["returns_profit"]


def test_a_promised_win_is_profit_and_not_return():
    table, found = read(STYLES["a list of Pinnacle bets"][0])
    parsed = MappedFormat(found.mapping).parse(table.frame, Options())
    assert parsed.bets["returned_micro"].iloc[0] == 47_730_000


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[]", "columns"),
        ("{", "not JSON"),
        ('{"columns": {"placed": "a"}}', "stake"),
        ('{"columns": {"placed": "a", "stake": "b"}}', "result"),
        ('{"columns": {"placed": "a", "stake": "b", "result": "c", "shoe": "d"}}', "no role"),
        ('{"columns": {"placed": "a", "stake": "b", "result": "c"}, "order": "myd"}', "order is one of"),
        ('{"columns": {"placed": "a", "stake": "b", "result": "c"}, "colour": 1}', "colour"),
    ],
)
def test_a_wrong_mapping_is_refused_with_what_is_wrong(text, said):
    with pytest.raises(FileError, match=said):
        from_json(text)


def test_a_mapping_goes_through_json():
    told = Mapping({"placed": "a", "stake": "b", "result": "c"}, order="mdy", odds="american")
    assert from_json(told.as_json()) == told


def test_a_file_without_a_column_of_the_mapping_is_refused_by_its_name(alice):
    told = Mapping({"placed": "Date", "stake": "Wager", "profit": "P/L"})
    upload = intake.receive(
        user=alice,
        filename="other.csv",
        chunks=[b"Date,Wager\n2026-01-05,20\n"],
        options={"mapping": told.as_json()},
    )
    pipeline.run(upload_id=upload.pk, user_id=alice.pk, attempt=upload.attempt)
    with acting_as(alice):
        upload.refresh_from_db()
    assert upload.state == State.FAILED
    assert "no column “P/L”, which your mapping takes for the Profit" in upload.error


cells = st.lists(
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters='\r\n\x00,"'), max_size=12),
    min_size=4,
    max_size=4,
)


@pytest.mark.thorough
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(cells, min_size=1, max_size=12))
def test_every_row_is_a_bet_or_a_reject_with_a_reason(rows):
    text = "date,stake,odds,result\n" + "\n".join(",".join(row) for row in rows) + "\n2026-01-13,5,2.0,won\n"
    table = sniff.read(text.encode(), "own.csv")
    told = Mapping({"placed": "date", "stake": "stake", "odds": "odds", "result": "result"})
    parsed = MappedFormat(told).parse(table.frame, Options())
    assert len(parsed.lines) + len(parsed.rejects) == len(table.frame)
    assert parsed.rejects["reason"].str.len().gt(0).all()


@pytest.mark.django_db
def test_the_same_file_twice_is_unchanged_and_a_settled_row_updates_its_bet(alice):
    text = "date,pick,stake,odds,result\n2026-01-13,Leeds,5,2.0,pending\n2026-01-14,Hull,5,2.0,won\n"
    told = Mapping(
        {"placed": "date", "selection": "pick", "stake": "stake", "odds": "odds", "result": "result"}
    ).as_json()
    take(alice, text.encode(), mapping=told)
    again = take(alice, text.encode(), mapping=told)
    assert (again.inserted, again.unchanged) == (0, 2)
    settled = take(alice, text.replace("pending", "lost").encode(), mapping=told)
    assert (settled.inserted, settled.updated) == (0, 1)
    with acting_as(alice):
        assert sorted(Bet.objects.values_list("status", flat=True)) == ["lost", "won"]


@pytest.mark.django_db
def test_a_person_confirms_the_guess_and_the_next_file_is_known_by_itself(alice, client, monkeypatch):
    monkeypatch.setattr(
        "imports.queue.send",
        lambda upload: pipeline.run(upload_id=upload.pk, user_id=upload.owner_id, attempt=0),
    )
    content = STYLES["a list of Pinnacle bets"][0].encode()
    upload = intake.receive(user=alice, filename="pinnacle.csv", chunks=[content])
    pipeline.run(upload_id=upload.pk, user_id=alice.pk, attempt=0)
    client.force_login(alice)
    assert "Tell us what its columns mean" in client.get(f"/import/{upload.pk}/").content.decode()
    page = client.get(f"/import/{upload.pk}/mapping/")
    assert "2 bets, 0 refused" in page.content.decode()
    form = {f"column-{place}": role for place, _, _, role, _ in page.context["columns"]}
    form |= {
        "order": "ymd",
        "odds": "american",
        "timezone": "Europe/London",
        "currency": "GBP",
        "name": "Pinnacle list",
    }
    shown = client.post(
        f"/import/{upload.pk}/mapping/", {**form, "column-4": "leave"}, headers={"HX-Request": "true"}
    )
    assert "Say which column is the stake" in shown.content.decode()
    done = client.post(f"/import/{upload.pk}/mapping/", {**form, "import": "1"}, follow=True)
    assert "is kept" in done.content.decode()
    assert len(book(alice)["bets"]) == 2
    later = content + b"2020077390,Tennis,settled,win,5,5,100,false,A vs B,A,2026-02-20 10:00,Pinnacle\n"
    known = take(alice, later, "newer.csv")
    assert (known.inserted, known.unchanged) == (1, 2)
    with acting_as(alice):
        saved = SavedMapping.objects.get()
    client.post(f"/import/mappings/{saved.pk}/rename/", {"name": "My Pinnacle"})
    assert "My Pinnacle" in client.get("/import/mappings/").content.decode()
    client.post(f"/import/mappings/{saved.pk}/forget/")
    with acting_as(alice):
        assert not SavedMapping.objects.exists()


@pytest.mark.django_db
def test_a_bet_told_by_several_columns_is_shown_as_one_and_taken_in_as_it_was_shown(
    alice, client, monkeypatch
):
    monkeypatch.setattr(
        "imports.queue.send",
        lambda upload: pipeline.run(upload_id=upload.pk, user_id=upload.owner_id, attempt=0),
    )
    text = PARTED["a player, a statistic, a side and a line"][0]
    upload = intake.receive(user=alice, filename="props.csv", chunks=[text.encode()])
    pipeline.run(upload_id=upload.pk, user_id=alice.pk, attempt=0)
    client.force_login(alice)
    page = client.get(f"/import/{upload.pk}/mapping/")
    rows = " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())
    assert "Jo Bloggs Over 22.5 Points, Emus @ Roos My bets" in rows
    form = {f"column-{place}": role for place, _, _, role, _ in page.context["columns"]}
    form |= {"order": "ymd", "odds": "american", "timezone": "UTC", "currency": "USD", "name": "Props"}
    client.post(f"/import/{upload.pk}/mapping/", {**form, "import": "1"}, follow=True)
    with acting_as(alice):
        selections = Bet.objects.order_by("selection").values_list("selection", flat=True)
        assert list(selections) == ["Al Smith Under 9", "Jo Bloggs Over 22.5"]


@pytest.mark.django_db
def test_the_command_guesses_and_imports_with_a_mapping_file(alice, tmp_path, capsys):
    file, told = tmp_path / "own.csv", tmp_path / "own.json"
    file.write_text(STYLES["a German sheet"][0])
    call_command("import_export", str(file), "--user", alice.email, "--guess-mapping")
    told.write_text(capsys.readouterr().out)
    assert json.loads(told.read_text())["columns"]["stake"] == "Einsatz"
    call_command("import_export", str(file), "--user", alice.email, "--mapping", str(told), "--json")
    assert json.loads(capsys.readouterr().out)["inserted"] == 2
    with acting_as(alice):
        assert Upload.objects.get().state == State.PROCESSED


def test_what_an_each_way_bet_won_its_odds_do_not_tell():
    table, found = read(
        "date,selection,odds,stake,each way,result\n2026-01-03,Iroko,6/1,5,Y,won\n2026-01-04,Iroko,6/1,5,,won\n"
        "2026-01-05,Iroko,6/1,5,Y,lost\n"
    )
    parsed = MappedFormat(found.mapping).parse(table.frame, Options(user_currency="GBP"))
    assert list(parsed.bets["profit_micro"]) == [30_000_000, -5_000_000]
    assert list(parsed.bets["is_each_way"]) == [False, True]
    assert list(parsed.rejects["reason"]) == ["The row does not tell what was paid."]


def test_a_market_or_a_pick_says_that_it_is_a_multi():
    rows = [
        ("parlay", "Emus"),
        ("Any", "3-leg parlay"),
        ("Double chance", "Emus"),
        ("Double", "Emus and Owls"),
        ("Multi goals", "2-4"),
        ("Multigoals", "2-4"),
        ("moneyline", "Legends"),
        ("Acca", "a"),
        ("4-fold", "a"),
        ("Kombiwette", "a"),
        ("To qualify", "Emus in the 2nd leg"),
        ("two-legger", "a"),
    ]
    text = "date,market,selection,odds,stake,result\n" + "".join(
        f"2026-01-{n:02},{market},{selection},2.5,5,won\n" for n, (market, selection) in enumerate(rows, 1)
    )
    table, found = read(text)
    structures = (
        MappedFormat(found.mapping).parse(table.frame, Options(user_currency="GBP")).bets["structure"]
    )
    are_multis = [structure == "multi" for structure in structures]
    assert are_multis == [True, True, False, True, False, False, False, True, True, True, False, True]


def test_days_with_points_are_day_first_and_nobody_is_asked():
    _, found = read("date,stake,odds,result\n05.01.2026,5,2.5,won\n06.02.2026,5,2.5,won\n")
    assert (found.mapping.order, found.doubts) == ("dmy", [])


@pytest.mark.parametrize(
    ("day", "clock", "told"),
    [
        ("05/01/2026", "7:05 PM", "05/01/2026 19:05:00"),
        ("05/01/2026", "12:05 am", "05/01/2026 00:05:00"),
        ("05/01/2026", "12 p.m.", "05/01/2026 12:00:00"),
        ("05.01.2026", "21h05", "05.01.2026 21:05:00"),
        ("05.01.2026", "21 Uhr", "05.01.2026 21:00:00"),
        ("2026-01-05 00:00:00", "21:05:33", "2026-01-05 21:05:33"),
        ("2026-01-05 10:00", "21:05", "2026-01-05 10:00"),
        ("2026-01-05", "", "2026-01-05"),
        ("2026-01-05", "late", "2026-01-05"),
        ("2026-01-05", "7", "2026-01-05"),
        ("", "21:05", ""),
    ],
)
def test_a_day_gets_the_time_of_day_beside_it(day, clock, told):
    days, clocks = (np.array([cell], dtype=object) for cell in (day, clock))
    assert list(with_clock(days, clocks)) == [told]
    if told != day:
        assert is_clock(clock)


def test_a_time_of_day_counts_in_the_zone_that_was_chosen():
    table, found = read("Date,Time,Stake,Odds,Result\n2026-07-05,7:05 PM,5,2.5,won\n")
    parsed = MappedFormat(found.mapping).parse(table.frame, Options(timezone="America/New_York"))
    assert [moment.isoformat() for moment in parsed.bets["placed_at"]] == ["2026-07-05T23:05:00+00:00"]


def test_two_sides_are_an_event():
    table, found = read(
        "date,home,away,stake,odds,result\n2026-01-05,Ulm,Jena,5,2,won\n2026-01-06,Ulm,,5,2,won\n"
    )
    parsed = MappedFormat(found.mapping).parse(table.frame, Options())
    assert list(parsed.bets["event"]) == ["Ulm v Jena", "Ulm"]


def test_a_bet_that_is_over_without_a_figure_is_undecided():
    table, found = read(
        "date,stake,odds,result,status,profit\n2026-01-05,5,2,,Settled,\n2026-01-06,5,2,,Settled,5\n"
        "2026-01-07,5,2,,Accepted,0\n2026-01-08,5,2,won,Settled,5\n2026-01-09,5,2,lost,Settled,-5\n"
        "2026-01-10,5,2,,Mystery,\n"
    )
    bets = MappedFormat(found.mapping).parse(table.frame, Options()).bets
    assert list(bets["status"]) == ["undecided", "won", "open", "won", "lost", "open"]
    assert bets["profit_micro"].isna().tolist() == [True, False, True, False, False, True]
    assert bets["settled_at"].isna().tolist() == [True, False, True, False, False, True]


def test_picks_with_figures_are_no_ids():
    _, found = read("date,bet,stake,result\n2026-01-05,O2.5,5,won\n2026-01-06,U1.5,5,lost\n")
    assert (found.mapping.columns.get("selection"), found.mapping.columns.get("id")) == ("bet", None)
