"""Teams by sport: the name we show, and after "=" other names the exports write.

Enough to tell the sport of an export that names only "A v B", and to know one team under its several names. Of names
that two sports share (Panthers, Rangers) the sport has to be told by something else.
"""

from functools import cache

from bets.abbreviations import leagues_of, short_names
from bets.folding import fold

TEAMS: dict[str, str] = {
    "afl": """
        Adelaide Crows=Adelaide|Brisbane Lions|Carlton=Carlton Blues|Collingwood=Collingwood Magpies
        |Essendon=Essendon Bombers|Fremantle=Fremantle Dockers|Geelong Cats=Geelong|Gold Coast Suns
        |GWS Giants=Greater Western Sydney Giants=GWS=Greater Western Sydney|Hawthorn=Hawthorn Hawks
        |Melbourne=Melbourne Demons|North Melbourne=North Melbourne Kangaroos=Kangaroos
        |Port Adelaide=Port Adelaide Power|Richmond=Richmond Tigers|St Kilda=St Kilda Saints
        |Sydney Swans|West Coast Eagles=West Coast|Western Bulldogs""",
    "rugby-league": """
        Brisbane Broncos|Canberra Raiders|Canterbury Bulldogs=Canterbury Bankstown Bulldogs
        |Cronulla Sharks=Cronulla Sutherland Sharks|Dolphins=The Dolphins|Gold Coast Titans
        |Manly Sea Eagles=Manly Warringah Sea Eagles=Manly|Melbourne Storm|Newcastle Knights
        |New Zealand Warriors=NZ Warriors|North Queensland Cowboys=NQ Cowboys=Nth Queensland Cowboys
        |Parramatta Eels|Penrith Panthers|South Sydney Rabbitohs=Souths=Rabbitohs
        |St George Illawarra Dragons=St George Dragons|Sydney Roosters|Wests Tigers|Wigan Warriors=Wigan
        |Leeds Rhinos|St Helens|Hull KR=Hull Kingston Rovers|Hull FC|Warrington Wolves|Catalans Dragons
        |Huddersfield Giants|Salford Red Devils|Castleford Tigers|Wakefield Trinity
        |NSW Blues=New South Wales Blues|Queensland Maroons=QLD Maroons""",
    "rugby-union": """
        Brumbies=ACT Brumbies|Waratahs=NSW Waratahs|Queensland Reds|Western Force|Crusaders|Highlanders
        |Hurricanes|Moana Pasifika|Fijian Drua|Leinster|Munster|Ulster|Connacht|Saracens|Harlequins
        |Leicester Tigers|Northampton Saints|Bath Rugby=Bath|Exeter Chiefs|Sale Sharks|Gloucester Rugby
        |Stade Toulousain=Toulouse Rugby|Stade Francais|Racing 92|La Rochelle=Stade Rochelais|Wallabies
        |All Blacks|Springboks""",
    "football": """
        Arsenal|Aston Villa|Bournemouth=AFC Bournemouth|Brentford|Brighton=Brighton and Hove Albion
        =Brighton & Hove Albion|Burnley|Chelsea|Crystal Palace|Everton|Fulham|Ipswich Town=Ipswich
        |Leeds United=Leeds=Leeds Utd|Leicester City=Leicester|Liverpool|Luton Town=Luton
        |Manchester City=Man City=Manchester C|Manchester United=Man Utd=Man United=Manchester Utd
        |Newcastle United=Newcastle=Newcastle Utd|Norwich City=Norwich
        |Nottingham Forest=Nottm Forest=Notts Forest=Nott'm Forest|Sheffield United=Sheffield Utd=Sheff Utd
        |Sheffield Wednesday=Sheff Wed|Southampton|Sunderland|Tottenham Hotspur=Tottenham=Spurs
        |West Ham United=West Ham|Wolverhampton Wanderers=Wolves=Wolverhampton|Hull City=Hull|Watford
        |Middlesbrough|Stoke City=Stoke|Swansea City=Swansea|Cardiff City|Coventry City=Coventry
        |Derby County=Derby|Preston North End=Preston|QPR=Queens Park Rangers|Blackburn Rovers=Blackburn
        |Bristol City|Millwall|Birmingham City|West Bromwich Albion=West Brom|Portsmouth|Wrexham|Charlton Athletic
        =Charlton|Bolton Wanderers=Bolton|Celtic|Rangers FC=Glasgow Rangers|Aberdeen|Hearts=Heart of Midlothian
        |Hibernian=Hibs|Dundee United|Kilmarnock|Motherwell
        |Real Madrid|Barcelona=FC Barcelona|Atletico Madrid=Atlético Madrid=Atl Madrid|Sevilla|Valencia
        |Villarreal|Real Sociedad|Athletic Bilbao=Athletic Club|Real Betis=Betis|Girona|Celta Vigo|Osasuna|Getafe
        |Rayo Vallecano|Mallorca|Espanyol|Alaves
        |Bayern Munich=Bayern München=Bayern Munchen=Bayern|Borussia Dortmund=Dortmund=BVB|RB Leipzig=Leipzig
        |Bayer Leverkusen=Leverkusen|Eintracht Frankfurt|VfB Stuttgart=Stuttgart|Borussia Monchengladbach
        |Mainz 05=Mainz|Wolfsburg=VfL Wolfsburg|SC Freiburg=Freiburg|Werder Bremen|Hoffenheim|Union Berlin
        |Augsburg|Schalke 04=Schalke
        |Juventus|Inter Milan=Inter=Internazionale|AC Milan=Milan|Napoli|AS Roma=Roma|Lazio|Atalanta|Fiorentina
        |Torino|Bologna|Udinese|Genoa|Sampdoria|Cagliari|Hellas Verona
        |Paris Saint-Germain=Paris SG=PSG=Paris St Germain=Paris Saint Germain|Marseille=OM=Olympique Marseille
        |Lyon=OL=Olympique Lyonnais|AS Monaco=Monaco|Lille=LOSC|OGC Nice=Nice|Rennes=Stade Rennais|RC Lens=Lens
        |Nantes=FC Nantes|Strasbourg|Montpellier|Reims|Brest=Stade Brestois|Metz=FC Metz|Saint-Etienne=St Etienne
        |Toulouse FC|Angers|Le Havre|Lorient|Auxerre
        |Ajax|PSV Eindhoven=PSV|Feyenoord|AZ Alkmaar|FC Twente|Club Brugge|Anderlecht|Benfica=SL Benfica
        |FC Porto=Porto|Sporting CP=Sporting Lisbon=Sporting Lisboa|Braga=SC Braga|Galatasaray|Fenerbahce|Besiktas
        |Red Bull Salzburg|Olympiacos|Shakhtar Donetsk|Dinamo Zagreb
        |Flamengo|Palmeiras|Corinthians|Sao Paulo=São Paulo|Santos=Santos FC|Fluminense|Vasco da Gama=Vasco
        |Botafogo|Gremio=Grêmio|Internacional|Cruzeiro|Atletico Mineiro=Atlético-MG=Atletico MG|Bahia|Fortaleza
        |Boca Juniors|River Plate
        |Adelaide United|Brisbane Roar|Central Coast Mariners|Melbourne City|Melbourne Victory|Macarthur FC
        |Newcastle Jets|Perth Glory|Sydney FC|Wellington Phoenix|Western Sydney Wanderers|Western United
        |Auckland FC|Inter Miami=Inter Miami CF|LA Galaxy=Los Angeles Galaxy|LAFC=Los Angeles FC|Columbus Crew
        |Chicago Fire|Seattle Sounders|Atlanta United|New York City FC=NYCFC|New York Red Bulls|Toronto FC
        |Portland Timbers|FC Cincinnati|Nashville SC|Orlando City|Philadelphia Union|Real Salt Lake
        |Sporting Kansas City|Vancouver Whitecaps|CF Montreal|Austin FC|Charlotte FC|Minnesota United|DC United""",
    "basketball": """
        Atlanta Hawks|Boston Celtics|Brooklyn Nets|Charlotte Hornets|Chicago Bulls|Cleveland Cavaliers=Cavs
        |Dallas Mavericks=Mavs|Denver Nuggets|Detroit Pistons|Golden State Warriors|Houston Rockets
        |Indiana Pacers|LA Clippers=Los Angeles Clippers|Los Angeles Lakers=LA Lakers|Memphis Grizzlies
        |Miami Heat|Milwaukee Bucks|Minnesota Timberwolves|New Orleans Pelicans|New York Knicks
        |Oklahoma City Thunder|Orlando Magic|Philadelphia 76ers=Sixers|Phoenix Suns
        |Portland Trail Blazers=Trail Blazers=Blazers|Sacramento Kings|San Antonio Spurs|Toronto Raptors|Utah Jazz
        |Washington Wizards
        |Atlanta Dream|Chicago Sky|Connecticut Sun|Dallas Wings|Indiana Fever|Las Vegas Aces|Los Angeles Sparks|Minnesota Lynx
        |New York Liberty|Phoenix Mercury|Seattle Storm|Washington Mystics|Golden State Valkyries
        |Adelaide 36ers|Brisbane Bullets|Cairns Taipans|Illawarra Hawks|Melbourne United|New Zealand Breakers
        |Perth Wildcats|South East Melbourne Phoenix=SE Melbourne Phoenix|Sydney Kings|Tasmania JackJumpers
        |Anadolu Efes|Panathinaikos BC|Zalgiris Kaunas|Maccabi Tel Aviv BC|Olimpia Milano|Virtus Bologna""",
    "american-football": """
        Arizona Cardinals|Atlanta Falcons|Baltimore Ravens|Buffalo Bills|Carolina Panthers|Chicago Bears
        |Cincinnati Bengals|Cleveland Browns|Dallas Cowboys|Denver Broncos|Detroit Lions|Green Bay Packers
        |Houston Texans|Indianapolis Colts|Jacksonville Jaguars=Jags|Kansas City Chiefs=KC Chiefs
        |Las Vegas Raiders|Los Angeles Chargers=LA Chargers|Los Angeles Rams=LA Rams|Miami Dolphins
        |Minnesota Vikings|New England Patriots=Pats|New Orleans Saints|New York Giants=NY Giants
        |New York Jets=NY Jets|Philadelphia Eagles|Pittsburgh Steelers|San Francisco 49ers=Niners=SF 49ers
        |Seattle Seahawks|Tampa Bay Buccaneers=Bucs|Tennessee Titans|Washington Commanders
        |Alabama Crimson Tide=Alabama|Georgia Bulldogs|Ohio State Buckeyes=Ohio State|Michigan Wolverines=Michigan|Notre Dame Fighting Irish=Notre Dame
        |Texas Longhorns|Oregon Ducks|Penn State Nittany Lions=Penn State|Clemson Tigers|LSU Tigers""",
    "baseball": """
        Arizona Diamondbacks=D-backs=Dbacks|Atlanta Braves|Baltimore Orioles|Boston Red Sox=Red Sox|Chicago Cubs
        |Chicago White Sox=White Sox|Cincinnati Reds|Cleveland Guardians|Colorado Rockies|Detroit Tigers
        |Houston Astros|Kansas City Royals|Los Angeles Angels=LA Angels|Los Angeles Dodgers=LA Dodgers
        |Miami Marlins|Milwaukee Brewers|Minnesota Twins|New York Mets=NY Mets|New York Yankees=NY Yankees
        |Athletics=Oakland Athletics=Oakland A's|Philadelphia Phillies|Pittsburgh Pirates|San Diego Padres
        |San Francisco Giants=SF Giants|Seattle Mariners|St Louis Cardinals=St. Louis Cardinals|Tampa Bay Rays
        |Texas Rangers|Toronto Blue Jays=Blue Jays|Washington Nationals
        |Yomiuri Giants|Hanshin Tigers|LG Twins|Doosan Bears""",
    "ice-hockey": """
        Anaheim Ducks|Boston Bruins|Buffalo Sabres|Calgary Flames|Carolina Hurricanes=Canes|Chicago Blackhawks
        |Colorado Avalanche=Avs|Columbus Blue Jackets=Blue Jackets|Dallas Stars|Detroit Red Wings=Red Wings
        |Edmonton Oilers|Florida Panthers|Los Angeles Kings=LA Kings|Minnesota Wild
        |Montreal Canadiens=Montréal Canadiens|Nashville Predators|New Jersey Devils|New York Islanders=NY Islanders
        |New York Rangers=NY Rangers|Ottawa Senators|Philadelphia Flyers|Pittsburgh Penguins|San Jose Sharks
        |Seattle Kraken|St Louis Blues=St. Louis Blues|Tampa Bay Lightning|Toronto Maple Leafs=Maple Leafs
        |Utah Mammoth=Utah Hockey Club|Vancouver Canucks|Vegas Golden Knights=Golden Knights|Washington Capitals
        |Winnipeg Jets|Frolunda|Skelleftea AIK""",
    "cricket": """
        Adelaide Strikers|Brisbane Heat|Hobart Hurricanes|Melbourne Renegades|Melbourne Stars
        |Perth Scorchers|Sydney Sixers|Sydney Thunder|Chennai Super Kings|Delhi Capitals|Gujarat Titans
        |Kolkata Knight Riders|Lucknow Super Giants|Mumbai Indians|Punjab Kings|Rajasthan Royals
        |Royal Challengers Bengaluru=Royal Challengers Bangalore|Sunrisers Hyderabad""",
}

# Folded names that stand for teams of several sports: alone they tell no sport.
SHARED_NAMES = frozenset(["melbourne", "kangaroos", "hurricanes", "bath", "hull", "santos", "om", "ol"])


@cache
def aliases(sport: str) -> dict[str, str]:
    """The shown name by folded name, for one sport (nicknames and towns included where only one team has them)."""
    found: dict[str, str] = {}
    for team in TEAMS.get(sport, "").split("|"):
        names = [" ".join(name.split()) for name in team.split("=")]
        if names[0]:
            found |= {fold(name): names[0] for name in names}
    if sport in AMERICAN:
        found = _parts(found) | shortened(sport) | found
    return found


AMERICAN = ("basketball", "american-football", "baseball", "ice-hockey")


def _parts(found: dict[str, str]) -> dict[str, str]:
    """Town and nickname of "Chicago Bulls", each where it names one team of the sport only."""
    owners: dict[str, set[str]] = {}
    for name in set(found.values()):
        words = fold(name).split()
        for part in {" ".join(words[:-1]), words[-1]}:
            if part:
                owners.setdefault(part, set()).add(name)
    return {part: names.pop() for part, names in owners.items() if len(names) == 1}


@cache
def shortened(sport: str) -> dict[str, str]:
    """The team by a short name of its town and its nickname, folded, as DraftKings writes them: "DAL Cowboys",
    "CHI White Sox". A town's short names are those of all its teams."""
    found: dict[str, str] = {}
    for team in {name for league in leagues_of(sport) for name in short_names(league).values()}:
        words = team.split()
        for end in range(1, len(words)):
            nickname = " ".join(words[end:])
            found |= {
                fold(f"{short} {nickname}"): team for short in _shorts_of_towns()[" ".join(words[:end])]
            }
    return found


@cache
def _shorts_of_towns() -> dict[str, set[str]]:
    """The short names of all teams whose name begins with these words and goes on."""
    found: dict[str, set[str]] = {}
    for sport in AMERICAN:
        for league in leagues_of(sport):
            for short, team in short_names(league).items():
                words = team.split()
                for end in range(1, len(words)):
                    found.setdefault(" ".join(words[:end]), set()).add(short)
    return found


@cache
def sport_of_team() -> dict[str, str]:
    """The sport by folded team name; nicknames only where one sport has them, towns never."""
    whole: dict[str, str] = {}
    for sport in TEAMS:
        for team in TEAMS[sport].split("|"):
            whole |= {fold(name): sport for name in team.split("=") if fold(name) not in SHARED_NAMES}
    nicknames: dict[str, set[str]] = {}
    for sport in AMERICAN:
        for name in {name for name in aliases(sport).values() if len(fold(name).split()) > 1}:
            nicknames.setdefault(fold(name).split()[-1], set()).add(sport)
        for name in shortened(sport):
            nicknames.setdefault(name, set()).add(sport)
    alone = {name: sports.pop() for name, sports in nicknames.items() if len(sports) == 1}
    return {name: sport for name, sport in alone.items() if name not in AMBIGUOUS} | whole


# Nicknames that clubs of other sports and countries have too.
AMBIGUOUS = frozenset(
    [
        "united",
        "city",
        "fc",
        "sc",
        "kings",
        "bulls",
        "hawks",
        "storm",
        "sun",
        "sky",
        "wild",
        "stars",
        "dream",
        "liberty",
    ]
)
