"""Short names of teams, by league: "NYY" is the New York Yankees in the MLB and nobody anywhere else.

The same letters are other teams in other leagues (PHI, DAL), so they are read only where the league is told, or where
both sides of a game can be read in one league only.
"""

from functools import cache

SHORT: dict[str, str] = {
    "MLB": """
        ARI=Arizona Diamondbacks|ATL=Atlanta Braves|BAL=Baltimore Orioles|BOS=Boston Red Sox
        |CHC=Chicago Cubs|CWS CHW=Chicago White Sox|CIN=Cincinnati Reds|CLE=Cleveland Guardians
        |COL=Colorado Rockies|DET=Detroit Tigers|HOU=Houston Astros|KC KCR=Kansas City Royals
        |LAA=Los Angeles Angels|LAD=Los Angeles Dodgers|MIA=Miami Marlins|MIL=Milwaukee Brewers
        |MIN=Minnesota Twins|NYM=New York Mets|NYY=New York Yankees|OAK ATH=Athletics
        |PHI=Philadelphia Phillies|PIT=Pittsburgh Pirates|SD SDP=San Diego Padres
        |SF SFG=San Francisco Giants|SEA=Seattle Mariners|STL=St Louis Cardinals|TB TBR=Tampa Bay Rays
        |TEX=Texas Rangers|TOR=Toronto Blue Jays|WSH WAS WSN=Washington Nationals""",
    "NBA": """
        ATL=Atlanta Hawks|BOS=Boston Celtics|BKN BRK=Brooklyn Nets|CHA CHO=Charlotte Hornets
        |CHI=Chicago Bulls|CLE=Cleveland Cavaliers|DAL=Dallas Mavericks|DEN=Denver Nuggets
        |DET=Detroit Pistons|GSW GS=Golden State Warriors|HOU=Houston Rockets|IND=Indiana Pacers
        |LAC=LA Clippers|LAL=Los Angeles Lakers|MEM=Memphis Grizzlies|MIA=Miami Heat|MIL=Milwaukee Bucks
        |MIN=Minnesota Timberwolves|NOP NO=New Orleans Pelicans|NYK NY=New York Knicks
        |OKC=Oklahoma City Thunder|ORL=Orlando Magic|PHI=Philadelphia 76ers|PHX PHO=Phoenix Suns
        |POR=Portland Trail Blazers|SAC=Sacramento Kings|SAS SA=San Antonio Spurs|TOR=Toronto Raptors
        |UTA UTAH=Utah Jazz|WAS WSH=Washington Wizards""",
    "WNBA": """
        ATL=Atlanta Dream|CHI=Chicago Sky|CON CONN=Connecticut Sun|DAL=Dallas Wings|IND=Indiana Fever
        |LVA LV=Las Vegas Aces|LAS LA=Los Angeles Sparks|MIN=Minnesota Lynx|NYL NY=New York Liberty
        |PHX=Phoenix Mercury|SEA=Seattle Storm|WAS WSH=Washington Mystics|GSV GS=Golden State Valkyries""",
    "NFL": """
        ARI=Arizona Cardinals|ATL=Atlanta Falcons|BAL=Baltimore Ravens|BUF=Buffalo Bills
        |CAR=Carolina Panthers|CHI=Chicago Bears|CIN=Cincinnati Bengals|CLE=Cleveland Browns
        |DAL=Dallas Cowboys|DEN=Denver Broncos|DET=Detroit Lions|GB GNB=Green Bay Packers
        |HOU=Houston Texans|IND=Indianapolis Colts|JAX JAC=Jacksonville Jaguars
        |KC KAN=Kansas City Chiefs|LV LVR=Las Vegas Raiders|LAC=Los Angeles Chargers
        |LAR LA=Los Angeles Rams|MIA=Miami Dolphins|MIN=Minnesota Vikings|NE NWE=New England Patriots
        |NO NOR=New Orleans Saints|NYG=New York Giants|NYJ=New York Jets|PHI=Philadelphia Eagles
        |PIT=Pittsburgh Steelers|SF SFO=San Francisco 49ers|SEA=Seattle Seahawks
        |TB TAM=Tampa Bay Buccaneers|TEN=Tennessee Titans|WAS WSH=Washington Commanders""",
    "NHL": """
        ANA ANH=Anaheim Ducks|BOS=Boston Bruins|BUF=Buffalo Sabres|CGY CAL=Calgary Flames
        |CAR=Carolina Hurricanes|CHI=Chicago Blackhawks|COL=Colorado Avalanche
        |CBJ CLB=Columbus Blue Jackets|DAL=Dallas Stars|DET=Detroit Red Wings|EDM=Edmonton Oilers
        |FLA=Florida Panthers|LAK LA=Los Angeles Kings|MIN=Minnesota Wild|MTL MON=Montreal Canadiens
        |NSH=Nashville Predators|NJD NJ=New Jersey Devils|NYI=New York Islanders|NYR=New York Rangers
        |OTT=Ottawa Senators|PHI=Philadelphia Flyers|PIT=Pittsburgh Penguins|SJS SJ=San Jose Sharks
        |SEA=Seattle Kraken|STL=St Louis Blues|TBL TB=Tampa Bay Lightning|TOR=Toronto Maple Leafs
        |UTA UTAH=Utah Mammoth|VAN=Vancouver Canucks|VGK VGS VEG=Vegas Golden Knights
        |WSH WAS=Washington Capitals|WPG WIN=Winnipeg Jets""",
}
SPORT_OF_LEAGUE = {
    "MLB": "baseball",
    "NBA": "basketball",
    "WNBA": "basketball",
    "NFL": "american-football",
    "NHL": "ice-hockey",
}


@cache
def short_names(league: str) -> dict[str, str]:
    """Team by its short names (capitals) in a league, none for a league we have none of."""
    found: dict[str, str] = {}
    for entry in SHORT.get(league, "").split("|"):
        shorts, _, name = entry.partition("=")
        found |= dict.fromkeys(shorts.split(), " ".join(name.split()))
    return found


@cache
def leagues_of(sport: str) -> tuple[str, ...]:
    """The leagues of a sport that have short names."""
    return tuple(league for league, played in SPORT_OF_LEAGUE.items() if played == sport)
