"""What a column of a home-made file can mean, and the names people give such columns."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Role:
    """A meaning, how it is called on the page, and the header names (normalised) that tell it, the surest first."""

    key: str
    label: str
    names: tuple[str, ...]


ROLES = (
    Role("id", "Bet id", ("bet id", "id", "bet no", "bet number", "reference", "ref", "ticket", "ticket id", "slip id",
                          "wager id", "transaction id", "betid", "number", "nr", "no", "referencia", "referenz",
                          "scheinnummer", "numero")),
    Role("placed", "Date placed", ("date placed", "placed at", "placed", "bet date", "date of bet", "date time",
                                   "datetime", "time placed", "created at", "created", "timestamp", "date", "datum",
                                   "fecha", "data", "bet time", "wager date", "accepted", "when", "day", "time")),
    Role("clock", "Time of day", ("time", "time of day", "clock", "bet time", "time placed", "hora", "heure", "uhrzeit",
                                  "ora", "horario", "zeit", "tid", "off time", "hour")),
    Role("settled", "Date settled", ("date settled", "settled at", "settled", "settlement date", "settled date",
                                     "result date", "graded", "closed", "abgerechnet", "data de resolucao",
                                     "fecha de cierre")),
    Role("event", "Event", ("event", "match", "fixture", "game", "event name", "teams", "partido", "spiel", "jogo",
                            "matchup", "evento", "evenement", "rencontre", "partita", "begegnung", "partida",
                            "description", "bet", "race")),
    Role("home", "Home side", ("home", "home team", "hometeam", "team 1", "team1", "player 1", "side 1", "heim",
                               "heimteam", "domicile", "local", "mandante", "equipo local")),
    Role("away", "Away side", ("away", "away team", "awayteam", "team 2", "team2", "player 2", "side 2", "gast",
                               "auswarts", "exterieur", "visitante", "visitor", "equipo visitante")),
    Role("selection", "Selection", ("selection", "pick", "bet on", "choice", "outcome", "runner", "team", "tip",
                                    "runner name", "horse", "greyhound", "dog", "your pick", "my bet", "your bet",
                                    "bet name", "bet selection", "wette", "play", "tipp",
                                    "auswahl", "pronostic", "pronostico", "seleccion", "selecao", "selezione",
                                    "palpite", "pari", "over under", "o u", "bet", "description",
                                    "bet description", "bet details")),
    Role("player", "Player", ("player", "player name", "athlete", "spieler", "joueur", "jugador", "jogador",
                              "giocatore")),
    Role("points", "Line or handicap", ("line", "handicap", "spread", "hdp", "prop line", "over under", "linie",
                                        "linea")),
    Role("market", "Market", ("market", "market name", "bet market", "type of bet", "market type", "bet type",
                              "wager type", "stat", "stat type", "prop type", "type",
                              "marche", "mercado", "mercato", "markt", "wettart",
                              "type de pari", "tipo de apuesta", "tipo de aposta")),
    Role("sport", "Sport", ("sport", "sports", "sportart", "deporte", "esporte")),
    Role("competition", "Competition", ("competition", "league", "tournament", "comp", "liga", "division", "ligue",
                                             "competicion", "competicao", "competizione", "wettbewerb", "campeonato",
                                             "championnat", "campionato", "torneo", "turnier", "torneio")),
    Role("bookmaker", "Bookmaker", ("bookmaker", "book", "sportsbook", "bookie", "site", "operator", "exchange",
                                    "agency", "buchmacher", "casa", "account", "wettanbieter", "casa de apuestas",
                                    "casa de apostas")),
    Role("stake", "Stake", ("stake", "risk", "wager", "amount", "bet amount", "staked", "wagered", "risk amount",
                            "stake amount", "einsatz", "mise", "apuesta", "aposta", "valor", "total stake", "bet size",
                            "units", "puntata", "importe", "valor apostado", "importe apostado")),
    Role("odds", "Odds", ("odds", "price", "decimal odds", "odds decimal", "line", "american odds", "odds american",
                          "us odds", "american line", "quote", "cote", "cuota", "cotacao", "odd", "odds taken",
                          "juice", "vig", "price taken", "quota")),
    Role("result", "Result", ("result", "outcome", "w l", "win loss", "won lost", "status", "state", "settlement",
                              "grade", "resultado", "ergebnis", "won", "bet result", "bet status", "resultat",
                              "risultato", "esito", "statut", "estado", "situacao", "stato")),
    Role("status", "Status beside the result", ("status", "bet status", "state", "statut", "estado", "situacao",
                                                "stato", "settlement status", "settlement", "grade")),
    Role("profit", "Profit or loss", ("profit", "profit loss", "p l", "pl", "pnl", "net", "net profit",
                                      "profit and loss",
                                      "p and l", "gain", "win loss amount", "win loss", "amount won lost",
                                      "won lost amount", "units won", "units net", "net units", "units won lost",
                                      "gain net", "gewinn", "lucro",
                                      "ganancia", "balance change",
                                      "net result", "net win", "plus minus", "beneficio", "benefice", "profitto",
                                      "lucro prejuizo", "gewinn verlust", "ganancia neta")),
    Role("returned", "Amount returned", ("return", "returns", "returned", "payout", "paid out", "amount returned",
                                         "total return", "pay out", "paid", "collect", "winnings")),
    Role("to_win", "Profit if it wins", ("potential win", "to win", "win amount", "potential profit", "possible win")),
    Role("to_return", "Return if it wins", ("potential payout", "potential return", "potential returns",
                                            "possible payout", "to return", "est returns", "estimated returns")),
    Role("closing", "Closing odds", ("closing odds", "closing line", "close", "clv odds", "closing price", "sp",
                                       "bsp", "schlussquote", "cote de cloture", "cuota de cierre")),
    Role("commission", "Commission", ("commission", "comm", "fee", "fees")),
    Role("bonus", "Bonus bet", ("bonus", "free bet", "freebet", "is bonus", "bonus bet", "promo")),
    Role("multi", "Multi", ("multi", "parlay", "is parlay", "accumulator", "acca", "is multi", "multiple",
                              "multi flag")),
    Role("each_way", "Each way", ("each way", "ew", "e w", "eachway", "is each way", "each way bet")),
    Role("live", "Live", ("live", "in play", "inplay", "is live")),
    Role("side", "Back or lay", ("side", "back lay", "bid type")),
    Role("currency", "Currency", ("currency", "ccy", "curr")),
    Role("note", "Note", ("note", "notes", "comment", "comments", "remark", "tags", "tag", "notiz", "notizen", "notas",
                          "kommentar", "commentaire", "comentario")),
    Role("leave", "Leave out", ()),
)  # fmt: skip
BY_KEY = {role.key: role for role in ROLES}
NEEDED = ("placed", "stake")
ODDS = {"decimal": "Decimal (2.50)", "american": "American (+150)", "fractional": "Fractional (6/4)"}
ORDERS = {"dmy": "Day first (31/12)", "mdy": "Month first (12/31)", "ymd": "Year first (2026-12-31)"}

RESULTS = {
    "W": "won", "WON": "won", "WIN": "won", "WINNER": "won", "WINNING": "won", "1": "won", "YES": "won", "Y": "won",
    "TRUE": "won", "GEWONNEN": "won", "GAGNE": "won", "GAGNÉ": "won", "GANADA": "won", "GANHO": "won", "GREEN": "won",
    "VINTA": "won", "VINCENTE": "won", "GAGNÉE": "won", "GAGNEE": "won", "GANADO": "won", "GANHA": "won",
    "GANHOU": "won", "SETTLED WIN": "won", "SETTLED - WIN": "won", "+": "won", "CORRECT": "won",
    "L": "lost", "LOST": "lost", "LOSS": "lost", "LOSE": "lost", "LOSER": "lost", "LOSING": "lost", "0": "lost",
    "NO": "lost", "N": "lost", "FALSE": "lost", "VERLOREN": "lost", "PERDU": "lost", "PERDIDA": "lost",
    "PERDIDO": "lost", "RED": "lost", "PERSA": "lost", "PERDENTE": "lost", "PERDUE": "lost", "PERDEU": "lost",
    "SETTLED LOSS": "lost", "SETTLED - LOSS": "lost",
    "INCORRECT": "lost",
    "V": "void", "VOID": "void", "VOIDED": "void", "PUSH": "void", "PUSHED": "void", "P": "void", "TIE": "void",
    "DRAW NO BET": "void", "REFUND": "void", "REFUNDED": "void", "CANCELLED": "void", "CANCELED": "void",
    "NO ACTION": "void", "NULL": "void", "STORNIERT": "void", "REMBOURSE": "void", "REMBOURSÉ": "void", "R": "void",
    "REMBOURSÉE": "void", "REMBOURSEE": "void", "ANNULÉ": "void", "ANNULÉE": "void", "RIMBORSATA": "void",
    "NULA": "void", "NULO": "void", "ANULADO": "void", "STORNO": "void", "ERSTATTET": "void",
    "DEVUELTA": "void", "ANULADA": "void", "DEVOLVIDA": "void", "ABANDONED": "void", "NON RUNNER": "void",
    "HW": "half_won", "HALF WIN": "half_won", "HALF WON": "half_won", "HALFWIN": "half_won", "1/2 WIN": "half_won",
    "HALB GEWONNEN": "half_won", "HALB VERLOREN": "half_lost", "MEIO GREEN": "half_won", "MEIO RED": "half_lost",
    "HL": "half_lost", "HALF LOSS": "half_lost", "HALF LOST": "half_lost", "HALFLOSS": "half_lost",
    "CASHOUT": "cashed_out", "CASHED OUT": "cashed_out", "CASH OUT": "cashed_out", "C": "cashed_out",
    "PLACED": "placed", "OPEN": "open", "PENDING": "open", "RUNNING": "open", "LIVE": "open", "UNSETTLED": "open",
    "ACCEPTED": "open", "OFFEN": "open", "EN COURS": "open", "PENDIENTE": "open", "ABERTA": "open", "TBD": "open",
    "EN ATTENTE": "open", "PENDENTE": "open", "ABIERTA": "open", "EN CURSO": "open", "IN CORSO": "open",
    "LAUFEND": "open", "EM ABERTO": "open", "ABERTO": "open", "ABIERTO": "open", "EN JUEGO": "open", "IN PLAY": "open",
    "LOPEND": "open", "OPENSTAAND": "open", "NOT SETTLED": "open", "ACTIVE": "open", "UNDECIDED": "open",
    "ANNULLIERT": "void", "UNGÜLTIG": "void", "UNGUELTIG": "void", "ABGEBROCHEN": "void", "ZURÜCKERSTATTET": "void",
    "RÜCKERSTATTET": "void", "ANNULE": "void", "ANNULEE": "void", "ANNULLATA": "void", "ANNULLATO": "void",
    "RIMBORSATO": "void", "RIMBORSO": "void", "DEVUELTO": "void", "DEVOLVIDO": "void", "REEMBOLSADA": "void",
    "REEMBOLSADO": "void", "REEMBOLSO": "void", "CANCELADA": "void", "CANCELADO": "void", "GEANNULEERD": "void",
    "VUNNET": "won", "VUNDET": "won", "VUNNEN": "won", "VINST": "won", "WYGRANA": "won", "WYGRANY": "won",
    "TAPT": "lost", "TABT": "lost", "FÖRLORAD": "lost", "FÖRLUST": "lost", "PRZEGRANA": "lost", "PRZEGRANY": "lost",
    "ZWROT": "void", "MEIO GANHA": "half_won", "MEIA GANHA": "half_won", "MEIO PERDIDA": "half_lost",
    "MEIA PERDIDA": "half_lost", "MEDIO GANADA": "half_won", "MEDIO PERDIDA": "half_lost",
    "HALF-WIN": "half_won", "HALF-WON": "half_won", "HALF-LOSS": "half_lost", "HALF-LOST": "half_lost",
    "CASHED": "cashed_out", "CASHED-OUT": "cashed_out",
}  # fmt: skip
# Words of a status that do not tell how a bet ended.
OVER = frozenset(
    ("SETTLED", "RESOLVED", "CLOSED", "GRADED", "COMPLETED", "COMPLETE", "FINISHED", "DONE", "FINAL")
)


def is_result(text: str) -> bool:
    """Whether a cell says how a bet ended, or that it has not."""
    return text.strip().upper() in RESULTS


def is_over(text: str) -> bool:
    """Whether a cell says that a bet has ended, and not how."""
    return text.strip().upper() in OVER
