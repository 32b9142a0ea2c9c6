"""Which sport the words of an export mean: names of sports in several languages, competitions, and telling markets."""

from bets.folding import fold
from bets.patterns import Patterns, Rules

# slug: other names of the sport, folded
SPORTS: dict[str, str] = {
    "football": """soccer|futebol|association football|fussball|foot|calcio|futbol|voetbal|football soccer""",
    "american-football": "nfl|ncaaf|ncaa football|american football|futebol americano|football americain|college football|gridiron|cfb",
    "basketball": "ncaab|nba|wnba|basquete|basquetebol|basket|basket ball|college basketball|baloncesto|cbb|ncaam|ncaaw",
    "baseball": "mlb|beisebol|base ball|kbo|npb",
    "ice-hockey": "hockey|ice hockey|nhl|hoquei no gelo|hockey sur glace|eishockey|khl",
    "afl": "aussie rules|australian rules|australian rules football|afl",
    "rugby-league": "nrl|rugby league",
    "rugby-union": "rugby|rugby a xv|rugby union|rugby a 15",
    "mma": "ufc|mma|mixed martial arts|artes marciais mistas",
    "boxing": "boxe|boxing|boxen",
    "horse-racing": """horse racing|horses|thoroughbred|thoroughbreds|corrida de cavalos|corridas de cavalos|turf
        |hippisme|gallops|horse racing antepost""",
    "greyhound-racing": "greyhounds|greyhound racing|dogs|corrida de galgos|galgos",
    "harness-racing": "harness|harness racing|trots|trotting",
    "motor-sport": "motorsport|motor sport|motor racing|formula 1|f1|automobilismo|motorsports|nascar|motogp|sport auto",
    "tennis": "tenis|tennis|atp|wta",
    "table-tennis": "pingpong|ping pong|tenis de mesa|tennis de table|table tennis",
    "esports": "e sports|esport|esports|counter strike|league of legends|lol|cs2|cs go|csgo|dota 2|valorant",
    "volleyball": "voleibol|volei|volley|volleyball",
    "handball": "andebol|handebol|handball",
    "cricket": "criquete|cricket",
    "golf": "golfe|golf|pga",
    "cycling": "ciclismo|cyclisme|cycling",
    "darts": "dardos|flechettes|darts",
    "snooker": "sinuca|snooker",
    "politics": "politica|politique|politics",
    "several": "several|multiple|multisport|multi sport|mixed|plusieurs|varios",
}
SPORT_NAMES: dict[str, str] = {
    fold(name): slug for slug, names in SPORTS.items() for name in (slug, *names.split("|"))
}

# Competitions: pattern, sport, and our name of it; a blank name leaves the name as the file has it.
LEAGUES = (
    (r"^wnba\b", "basketball", "WNBA"),
    (r"^nba\b(?! ?2k)|\bnba championship", "basketball", "NBA"),
    (r"^ncaa ?[bm]\b|^ncaab|^college basketball|march madness|^cbb\b", "basketball", "NCAAB"),
    (r"^nbl\b", "basketball", "NBL"),
    (r"^euro ?league(?: basket.*)?$", "basketball", "Euroleague"),
    (r"^nfl\b|^super bowl", "american-football", "NFL"),
    (r"^ncaa ?f(?:ootball)?\b|^ncaaf|^college football|^cfb\b", "american-football", "NCAAF"),
    (r"^mlb\b|^world series|^major league baseball", "baseball", "MLB"),
    (r"^kbo\b", "baseball", "KBO"),
    (r"^npb\b", "baseball", "NPB"),
    (r"^nhl\b|^stanley cup", "ice-hockey", "NHL"),
    (r"^khl\b", "ice-hockey", "KHL"),
    (r"^shl\b", "ice-hockey", "SHL"),
    (r"^aflw\b", "afl", "AFLW"),
    (r"^afl\b", "afl", "AFL"),
    (r"brownlow|coleman medal", "afl", ""),
    (r"^nrl ?w\b|^nrlw", "rugby-league", "NRLW"),
    (r"^nrl\b", "rugby-league", "NRL"),
    (r"state of origin", "rugby-league", "State of Origin"),
    (r"super league rugby|betfred super league|dally m", "rugby-league", ""),
    (r"super rugby", "rugby-union", "Super Rugby"),
    (r"(?:six|6) nations|tournoi des six nations", "rugby-union", "Six Nations"),
    (r"rugby championship|^top ?14\b|rugby world cup|premiership rugby|gallagher prem", "rugby-union", ""),
    (r"^atp\b", "tennis", ""),
    (r"^wta\b", "tennis", ""),
    (
        r"^itf\b|wimbledon|roland.?garros|french open|us open.*tennis|^australian open(?!.*golf)|davis cup",
        "tennis",
        "",
    ),
    (r"challenger", "tennis", ""),
    (r"^ipl\b|indian premier league", "cricket", "Indian Premier League"),
    (r"^bbl\b|big bash", "cricket", "Big Bash League"),
    (
        r"test match|one day international|\bt20\b|sheffield shield|the ashes|the hundred|county championship",
        "cricket",
        "",
    ),
    (
        r"^(?:english )?premier league\b(?! (?:darts|snooker))|^epl\b|inglaterra.*premier|angleterre.*premier"
        r"|^england.*premier league|barclays premier",
        "football",
        "Premier League",
    ),
    (
        r"uefa champions|^champions league|liga dos campeoes|ligue des champions|^ucl\b",
        "football",
        "Champions League",
    ),
    (r"europa league|ligue europa|^uel\b", "football", "Europa League"),
    (r"conference league", "football", "Conference League"),
    (r"^la liga\b|^laliga|spanish la liga|espanha.*la liga|primera division", "football", "La Liga"),
    (r"^(?:german )?bundesliga(?: 1)?$|alemanha.*bundesliga", "football", "Bundesliga"),
    (r"^(?:italian |italy )?serie a\b(?!.*bras)", "football", "Serie A"),
    (r"brasileir[ao]o|bras?il.*serie a|serie a.*bras", "football", "Brasileirão"),
    (r"^(?:french )?ligue 1\b", "football", "Ligue 1"),
    (r"^(?:french )?ligue 2\b", "football", "Ligue 2"),
    (r"^mls\b|major league soccer", "football", "MLS"),
    (r"^(?:isuzu ute )?a-league|australian a-league", "football", "A-League"),
    (r"eredivisie", "football", "Eredivisie"),
    (
        r"fa cup|efl |sky bet|carabao|copa do brasil|libertadores|coupe de france|copa del rey|dfb|world cup|copa do mundo"
        r"|coupe du monde|^euro 20|nations league|ligue des nations|championship$|primeira liga|serie b\b|bundesliga|la liga"
        r"|copa america|scottish prem|super lig|liga mx|j1? league|k league|allsvenskan|eliteserien|ekstraklasa|coppa italia"
        r"|premier league",
        "football",
        "",
    ),
    (r"^ufc\b", "mma", "UFC"),
    (r"bellator|^pfl\b", "mma", ""),
    (
        r"^pga\b|masters tournament|^the masters|ryder cup|liv golf|open championship|dp world tour|^us masters",
        "golf",
        "",
    ),
    (
        r"formula (?:1|one)|\bf1\b|motogp|nascar|supercars|indycar|grand prix|bathurst|daytona",
        "motor-sport",
        "",
    ),
    (r"tour de france|giro d|vuelta|paris.roubaix", "cycling", ""),
    (r"\bcs ?2\b|\bcs:?go\b|league of legends|dota|valorant|\blck\b|\blpl\b|\blec\b|esports", "esports", ""),
    (r"\bpdc\b|darts", "darts", ""),
    (r"snooker", "snooker", ""),
    (r"election|president|prime minister|parliament", "politics", ""),
)
COMPETITIONS = Patterns(expression for expression, _, _ in LEAGUES)

MARKET_SPORTS = Rules(
    (
        (r"disposals|\bkicks\b|brownlow|\bafl\b", "afl"),
        (
            r"strikeouts?|\brun line|home runs?\b|total bases|\brbis?\b|hits allowed|earned runs|nrfi|pitcher",
            "baseball",
        ),
        (
            r"touchdown|(?:passing|rushing|receiving) (?:yards|yds|tds|attempts)|receptions|interceptions",
            "american-football",
        ),
        (r"puck line|shots on goal|\bsaves\b|power play points", "ice-hockey"),
        (
            r"rebounds|three.?pointers?|3.?pointers?|threes made|made threes|triple.double|double.double|\bpts\b.*\basts?\b"
            r"|points, rebounds|\bp\+?r\+?a\b",
            "basketball",
        ),
        (r"try ?scorer|\btries\b", "rugby-league"),
        (
            r"both teams to score|btts|goal ?scorer|win-draw-win|corners|bookings|asian handicap|ambas|buteur|escanteios"
            r"|les deux equipes|placar correto|gols\b|(?:over|under)/?(?:under)? \d\.5 goals|clean sheet|double chance",
            "football",
        ),
        (r"set betting|total games|game handicap|set winner|to win a set|\bset \d\b|\btie.?break", "tennis"),
        (
            r"wickets?|top (?:run|bat)|\bruns\b.*\bover\b|method of dismissal|innings runs|man of the match",
            "cricket",
        ),
        (r"method of victory|round betting|go the distance|\bko/?tko\b|by submission|fight", "mma"),
        (r"\bmap \d\b|map winner|map handicap", "esports"),
        (
            r"win or place|each.?way|quinella|exacta|trifecta|first four|to be placed|fixed odds boxed|\d tbp|\bscratch|jockey"
            r"|\btote\b",
            "racing",
        ),
    )
)
