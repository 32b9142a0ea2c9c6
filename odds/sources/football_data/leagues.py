"""What football-data.co.uk calls leagues and bookmakers (its notes.txt)."""

from odds.sources.batch import Book

# Names as bets/sports.py has them where it has one: two countries' leagues of one name keep the country.
DIVISIONS = {
    "E0": "Premier League",
    "E1": "Championship",
    "E2": "League One",
    "E3": "League Two",
    "EC": "National League",
    "SC0": "Scottish Premiership",
    "SC1": "Scottish Championship",
    "SC2": "Scottish League One",
    "SC3": "Scottish League Two",
    "D1": "Bundesliga",
    "D2": "2. Bundesliga",
    "I1": "Serie A",
    "I2": "Serie B",
    "SP1": "La Liga",
    "SP2": "La Liga 2",
    "F1": "Ligue 1",
    "F2": "Ligue 2",
    "N1": "Eredivisie",
    "B1": "Belgian First Division A",
    "P1": "Primeira Liga",
    "T1": "Süper Lig",
    "G1": "Super League Greece",
}
BOOKS = {
    "1XB": Book("1xbet", "1xBet"),
    "B365": Book("bet365", "bet365"),
    "BF": Book("betfair-sportsbook", "Betfair Sportsbook"),
    "BFD": Book("betfred", "Betfred"),
    "BFE": Book("betfair", "Betfair", is_exchange=True),
    "BMGM": Book("betmgm", "BetMGM"),
    "BS": Book("blue-square", "Blue Square"),
    "BV": Book("betvictor", "BetVictor"),
    "BW": Book("bwin", "bwin"),
    "CL": Book("coral", "Coral"),
    "GB": Book("gamebookers", "Gamebookers"),
    "IW": Book("interwetten", "Interwetten"),
    "LB": Book("ladbrokes", "Ladbrokes"),
    "P": Book("pinnacle", "Pinnacle"),
    "PS": Book("pinnacle", "Pinnacle"),
    "SB": Book("sportingbet", "Sportingbet"),
    "SJ": Book("stan-james", "Stan James"),
    "SO": Book("sporting-odds", "Sporting Odds"),
    "SY": Book("stanleybet", "Stanleybet"),
    "VC": Book("betvictor", "BetVictor"),
    "WH": Book("william-hill", "William Hill"),
    "Max": Book("market-maximum", "Highest of the bookmakers", is_aggregate=True),
    "Avg": Book("market-average", "Average of the bookmakers", is_aggregate=True),
    "BbMx": Book("market-maximum", "Highest of the bookmakers", is_aggregate=True),
    "BbAv": Book("market-average", "Average of the bookmakers", is_aggregate=True),
}
MAXIMUM, AVERAGE = "market-maximum", "market-average"
# Slips of the pen in real files.
MISSPELT = {"B36CA": "B365CA", "B36CH": "B365CH", "B36CD": "B365CD"}
