"""What there is to bet on, and how a believable person bets on it. Money is integer cents."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

START = datetime(2023, 8, 3, 9, 15)  # noqa: DTZ001  wall-clock time of the bookmaker
LEAGUES = {
    (
        "Football",
        "Premier League",
    ): "Arsenal|Aston Villa|Brentford|Brighton|Chelsea|Everton|Fulham|Liverpool|Man City"
    "|Man Utd|Newcastle|Nottm Forest|Tottenham|West Ham|Wolves",
    (
        "Football",
        "A-League",
    ): "Adelaide United|Brisbane Roar|Melbourne City|Melbourne Victory|Perth Glory|Sydney FC",
    (
        "Australian Rules",
        "AFL",
    ): "Adelaide Crows|Brisbane Lions|Carlton|Collingwood|Essendon|Fremantle|Geelong Cats"
    "|Hawthorn|Melbourne|Port Adelaide|Richmond|St Kilda|Sydney Swans|West Coast Eagles|Western Bulldogs",
    (
        "Rugby League",
        "NRL",
    ): "Brisbane Broncos|Canberra Raiders|Cronulla Sharks|Manly Sea Eagles|Melbourne Storm"
    "|Newcastle Knights|Parramatta Eels|Penrith Panthers|South Sydney Rabbitohs|Sydney Roosters",
    (
        "Basketball",
        "NBA",
    ): "Boston Celtics|Chicago Bulls|Dallas Mavericks|Denver Nuggets|Golden State Warriors"
    "|Los Angeles Lakers|Miami Heat|Milwaukee Bucks|New York Knicks|Phoenix Suns|Utah Jazz",
    (
        "Tennis",
        "ATP",
    ): "A Rublev|C Alcaraz|C Ruud|D Medvedev|F Tiafoe|H Rune|J Sinner|S Tsitsipas|T Fritz|T Paul",
    (
        "American Football",
        "NFL",
    ): "Baltimore Ravens|Buffalo Bills|Cincinnati Bengals|Dallas Cowboys|Detroit Lions|Green Bay Packers"
    "|Kansas City Chiefs|Miami Dolphins|New York Jets|Philadelphia Eagles|San Francisco 49ers",
    (
        "Ice Hockey",
        "NHL",
    ): "Anaheim Ducks|Boston Bruins|Calgary Flames|Colorado Avalanche|Dallas Stars|Edmonton Oilers"
    "|Ottawa Senators|Toronto Maple Leafs|Vegas Golden Knights",
    (
        "Cricket",
        "Big Bash",
    ): "Adelaide Strikers|Brisbane Heat|Hobart Hurricanes|Melbourne Stars|Perth Scorchers"
    "|Sydney Sixers|Sydney Thunder",
}
TRACKS = (
    "Flemington",
    "Randwick",
    "Caulfield",
    "Eagle Farm",
    "Morphettville",
    "Ascot",
    "Rosehill",
    "Moonee Valley",
)
HORSES = (
    "Quiet Harbour",
    "Second Wind",
    "Paper Moon",
    "Long Division",
    "Blue Gum",
    "Night Ferry",
    "Tin Whistle",
)
SIDES = [(key, teams.split("|")) for key, teams in LEAGUES.items()]
CHANCES = (0.15, 0.22, 0.3, 0.38, 0.45, 0.5, 0.55, 0.62, 0.7, 0.8)
MARGIN = 0.9
SPAN = timedelta(days=940)
MEAN_PAUSE = timedelta(minutes=707)


@dataclass(frozen=True, slots=True)
class Ticket:
    """One bet as placed. `odds` are hundredths; `chance` is the true probability behind them."""

    sport: str
    league: str
    event: str
    market: str
    selection: str
    odds: int
    chance: float
    is_race: bool = False


def ticket(rng: Random) -> Ticket:
    """Something to bet on."""
    if rng.random() < 0.28:
        return _race(rng)
    (sport, league), teams = rng.choice(SIDES)
    home, away = rng.sample(teams, 2)
    chance = rng.choice(CHANCES)
    odds = max(103, round(100 * MARGIN / chance))
    kind = rng.random()
    if kind < 0.6:
        market = "Win-Draw-Win" if sport == "Football" else "Head to Head"
        return Ticket(sport, league, f"{home} v {away}", market, home, odds, chance)
    if kind < 0.8:
        line = rng.randrange(3, 45) + 0.5
        side = rng.choice(("Over", "Under"))
        return Ticket(
            sport, league, f"{home} v {away}", "Total Points Over/Under", f"{side} {line}", 191, 0.49
        )
    line = rng.choice((-12.5, -6.5, -1.5, 1.5, 6.5, 12.5))
    return Ticket(sport, league, f"{home} v {away}", "Handicap", f"{home} {line:+}", 190, 0.47)


def _race(rng: Random) -> Ticket:
    chance = rng.choice((0.08, 0.12, 0.18, 0.25, 0.33))
    number = rng.randrange(1, 15)
    return Ticket(
        "Horse Racing",
        "",
        f"{rng.choice(TRACKS)} - R{rng.randrange(1, 10)} {rng.choice(('Maiden', 'Handicap', 'Plate', 'Stakes'))}",
        "Win or Place",
        f"{number}. {rng.choice(HORSES)}",
        round(100 * 0.84 / chance),
        chance,
        is_race=True,
    )


def stake(rng: Random, most: int) -> int:
    """A stake in cents, round amounts mostly, never above `most`."""
    wanted = rng.choice((200, 500, 500, 1000, 1000, 1000, 2000, 2500, 5000, rng.randrange(100, 4000)))
    return min(wanted, most)


def pace(events: int) -> float:
    """How much to shorten pauses so that so many events fit into SPAN; 1 when they fit anyway."""
    return min(1.0, SPAN / (max(events, 1) * MEAN_PAUSE))


def pause(rng: Random, pace: float) -> timedelta:
    """The time until the next bet: sessions of minutes, then days, shortened by `pace`; whole seconds."""
    minutes = rng.randrange(1, 90) if rng.random() < 0.7 else rng.randrange(300, 4200)
    return timedelta(seconds=round(60 * minutes * pace))


def length(rng: Random, bet: Ticket) -> timedelta:
    """From the bet to its result."""
    return timedelta(minutes=rng.randrange(3, 40) if bet.is_race else rng.randrange(95, 1500))


def outcome(rng: Random, chance: float) -> str:
    """won, lost, void or cashout."""
    draw = rng.random()
    if draw < 0.02:
        return "void"
    if draw < 0.06:
        return "cashout"
    return "won" if rng.random() < chance else "lost"


def cents(amount: int) -> str:
    """-5, 1.36, 12.5 and so on as exports write them: two places."""
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100}.{abs(amount) % 100:02d}"
