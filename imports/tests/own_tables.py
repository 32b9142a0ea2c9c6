"""Tables of people's own, for tests."""

from typing import Any

from imports import sniff
from imports.mapping.guess import Guess, guess

# A table, which of its columns play which roles, and profit and status of its bets.
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


def read(text: str, **more: Any) -> tuple[sniff.Table, Guess]:
    """A table and what is guessed of it, for somebody in London who bets in pounds."""
    table = sniff.read(text.encode(), "own.csv")
    return table, guess(table.frame, timezone="Europe/London", currency="GBP", **more)
