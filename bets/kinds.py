"""Which kind of market a bet is on, from its words in English, Portuguese and French. Patterns are tried in order over
plain() text; the first that fits decides."""

import re
from dataclasses import dataclass
from functools import lru_cache

from bets.folding import fold, plain
from bets.patterns import Rules


@dataclass(frozen=True)
class MarketKind:
    """A kind of market: the slug it is counted under and its name."""

    slug: str
    name: str


KINDS: dict[str, MarketKind] = {
    slug: MarketKind(slug, name)
    for slug, name in {
        "match-result": "Match result",
        "head-to-head": "Head to head",
        "total": "Total",
        "team-total": "Team total",
        "handicap": "Handicap",
        "both-teams-to-score": "Both teams to score",
        "correct-score": "Correct score",
        "double-chance": "Double chance",
        "draw-no-bet": "Draw no bet",
        "half-time-full-time": "Half time/full time",
        "winning-margin": "Winning margin",
        "odd-even": "Odd or even",
        "to-qualify": "To qualify",
        "top-finish": "Top finish",
        "method-of-victory": "Method of victory",
        "racing-win": "Racing win",
        "racing-win-or-place": "Racing win or place",
        "racing-place": "Racing place",
        "racing-exotic": "Racing exotic",
        "each-way": "Each-way",
        "player-prop": "Player prop",
        "same-game-multi": "Same game multi",
        "outright": "Outright",
        "multi": "Multi",
    }.items()
}

STATS = (
    r"(?:rebounds?|assists?|points?|disposals|marks|tackles|kicks|handballs|goals|threes|(?:3|three).?pointers?|steals"
    r"|blocks|turnovers|shots(?: on (?:goal|target))?|(?:passing |rushing |receiving )?(?:yards|yds|tds?|touchdowns)"
    r"|receptions|completions|interceptions|strikeouts|saves|runs|hits|home runs|total bases|bases|rbis?|outs|aces"
    r"|wickets|tries|fouls|passes|pts|reb|ast|pra|made threes|hits allowed|earned runs|double.double|triple.double)"
)
PLAYER_PROP = (
    rf"\s-\s(?!.*\b(?:over|under)\b).*\b{STATS}\b|goal ?scorer|try ?scorer|touchdown scorer|td scorer|player|to (?:have|score|record|hit|get) (?:an? )?"
    rf"(?:\d|home run|touchdown|try|goal|hat.?trick|run|rbi|double|triple)|anytime|any time|to be (?:carded|booked)|buteur"
    rf"|marcador|artilheiro|para marcar|a marcar|marqueur|\d+\+ .*\b{STATS}|alternate {STATS}|^{STATS}(?: \+ {STATS})+"
    rf"|{STATS} (?:and|&|\+) {STATS}|{STATS},? {STATS},? (?:and |& )?{STATS}|strikeouts (?:thrown|o/?u)|(?:disposals|rebounds"
    r"|assists|strikeouts|shots on (?:goal|target)|saves|total bases|receptions|(?:passing|rushing|receiving) (?:yards|yds"
    r"|tds|touchdowns|attempts)|double.double|triple.double|threes made|made threes|3 point fg|home runs|pitcher outs)\b"
    r"|first basket|first touchdown|lance livre|jockey challenge"
)

MARKETS = Rules(
    (
        (r"\b3.?way\b", "match-result"),
        (
            r"regular season|\bwins? total|season wins|top (?:goal ?scorer|run|bat|wicket|try ?scorer)|antepost|ante post",
            "outright",
        ),
        (
            r"same.?game|same.?race|\bsgm\b|\bsgp(?:x|\+)?\b|bet ?builder|criar aposta|mymatch|my match|mybet|bet creator",
            "same-game-multi",
        ),
        (
            r"quinella|exacta|trifecta|first ?(?:four|4)|\bduet\b|daily double|quaddie|quadrella|running double|swinger|forecast|reverse fc"
            r"|tricast|superfecta|tierce|couple (?:gagnant|place)|boxed|big ?6|treble tote|previsao exata",
            "racing-exotic",
        ),
        (r"win or place|win/place|win & place|win and place", "racing-win-or-place"),
        (r"each.?way|\be/?w\b|cada lado", "each-way"),
        (
            r"^(?:\d+ ?)?to be placed|\btbp\b|^(?:fixed odds )?places?$|^placed?$|simple place|^para colocar|^colocado"
            r"|^other place|^\d places?$",
            "racing-place",
        ),
        (
            r"^top [2345]\b(?! batsm| run| bat| goal)|^top (?:10|20|30|40)|top [\d]+ finish|to finish (?:in )?(?:the )?top|finish top"
            r"|podium|points finish",
            "top-finish",
        ),
        (
            r"both teams to score|\bbtts\b|ambas(?: as)? (?:equipes|equipas)?.*marc|les deux equipes|gg/ng|deux equipes marquent"
            r"|both to score",
            "both-teams-to-score",
        ),
        (
            r"correct.?score|half.?time score|exact.?score|placar correto|placar exato|resultado correto|score exact|set betting|set score"
            r"|resultado exato",
            "correct-score",
        ),
        (
            r"half.?time.?(?:/|-| )? ?full.?time|\bht/?ft\b|double result|mi.?temps ?/? ?fin|intervalo/(?:final|resultado)",
            "half-time-full-time",
        ),
        (
            r"double.?chance|\bou nul\b|nul ou|chance dupla|dupla (?:chance|hipotese)|^(?:1x|x2|12)$",
            "double-chance",
        ),
        (r"draw.?no.?bet|\bdnb\b|empate anula|rembourse si nul|tie no bet|remboursement si", "draw-no-bet"),
        (
            r"winning margin|victory margin|margem de vitoria|\bmargin\b|ecart de|win by|to win by|marge",
            "winning-margin",
        ),
        (
            r"method of (?:victory|result)|how will the fight|round betting|go the distance|fight to go|winning method"
            r"|\bby (?:ko|submission|decision)|winning round|time of (?:fight )?finish",
            "method-of-victory",
        ),
        (r"odd ?(?:/|or) ?even|impar ?/? ?par|pair ?/? ?impair|even ?(?:/|or) ?odd", "odd-even"),
        (
            r"(?:to )?qualif(?:y|ication)|to (?:advance|progress|reach)|lift the (?:trophy|cup)|se classif|se qualif|apurad",
            "to-qualify",
        ),
        (r"corners|escanteios|cantos|cards? |booking|cartoes", "total"),
        (PLAYER_PROP, "player-prop"),
        (
            r"team total|(?:home|away|team).?(?:goals|points|runs|score|over|under|total)|total (?:goals|points|runs) (?:by|-) "
            r"|alternate team|individual total|total d'equipe",
            "team-total",
        ),
        (
            r"handicap|hcap\b(?! ?\))|spread|(?<!money )\bline\b|run.?line|puck.?line|\bats\b|asian (?:line|hcp)|desvantagem|\bmatch hcp",
            "handicap",
        ),
        (
            r"over ?/ ?under|over & under|\btotals?\b|\bo/u\b|\bover\b|\bunder\b|acima|abaixo|innings runs|mais de|menos de|mais/menos|plus de"
            r"|moins de|plus/moins|nombre (?:total )?de|numero (?:total )?de|total de (?:gols|golos|buts)|number of (?:goals|points|sets"
            r"|games|rounds)",
            "total",
        ),
        (
            r"win.draw.win|match (?:odds|result|betting)|full.?time (?:result|betting|3)|\b1x2\b|\b1n2\b|\b3.?way\b|moneyline 3|regular time"
            r"|resultado|regulation|to win \(90|probabilidades|resultat|half.?time(?: result)?$|^(?:first|1st|second|2nd|both) hal(?:f|ves)"
            r"(?: result)?$|mi.?temps$|90 minutes|match ?- ?(?:90|winner 3)|winner \(incl\. draw|tempo regulamentar",
            "match-result",
        ),
        (
            r"outright|futures?\b|antepost|ante post|premiership|championship|to win the (?!fight|match|game|bout|set|map)|season|vencedor (?:da(?! partida)|do(?! jogo)|geral)|campeao"
            r"|(?:bowl|cup|trophy|league|division|conference|tournament|open|masters|title|race|series|group|pennant) (?:20\d\d )?(?:- )?winner|champion"
            r"|winner (?:20\d\d|without)|relegat|promot|\bmvp\b|most valuable|medal|award|golden boot|ballon|heisman|wins? total"
            r"|regular season|next (?:manager|president|prime)|election|vainqueur (?:de la|du) |top (?:goal ?scorer|run|bat|wicket)",
            "outright",
        ),
        (
            r"head.to.head|\bh2h\b|money.?line|match winner|(?:game|fight|bout|map|set|series|period|quarter|frame|leg|half) ?(?:\d )?winner"
            r"|winner (?:of )?(?:game|map|set|fight)|to win (?:the )?(?:match|fight|game|bout|set|map)|2.?way|fight (?:result|winner|betting)"
            r"|\bml\b|vencedor|vainqueur|^winner\b|winning team|who will win|^ml_|2 way|(?:set|map|game) \d$|^to win$|gagne\b",
            "head-to-head",
        ),
        (
            r"^(?:fixed odds )?win(?: only)?$|fixed odds win|\b\d{1,2}:\d\d\b.*race\b|\b\d+[fm](?:\d+f)? |race winner|^win market|^race \d+"
            r"|simple gagnant|^best tote|top fluc|starting price|\bmid.?tote",
            "racing-win",
        ),
        (
            r"^(?:multi|parlay|accumulator|acca|combined|combine|combi|treble|double|trixie|yankee|patent|lucky \d+|system|multiples?"
            r"|multipla|acumulada|round robin|teaser|canadian|heinz|goliath)\b|\d+.?(?:leg|fold|pick)|leg multi|cross.?game",
            "multi",
        ),
    )
)

# From a selection without a market, or with one that says nothing.
PRICE = r"(?:@ ?)?[+-]\d{3,}"
SELECTIONS = Rules(
    (
        (r" \| ", "multi"),
        (r"(?:bowl|cup|league|title|championship) (?:20\d\d )?winner", "outright"),
        (PLAYER_PROP, "player-prop"),
        (
            r"^(?:over|under) \d+(?:\.\d+)? (?:total )?(?:runs|points|goals|games|sets|rounds|maps|corners)?,?(?: .* (?:@|at|v|vs\.?) .*)?$",
            "total",
        ),
        (rf"(?:^|: ?|\s)[ou]\d+(?:\.\d+)?(?: {PRICE})?$", "total"),
        (
            r"^(?:over|under|plus de|moins de|mais de|menos de|acima de|abaixo de) \d+[.,]?\d*(?: (?:buts?|gols?|goals?|points?|runs?|jeux"
            r"|sets?|games?|but))?$|total (?:points|goals|runs|games|sets)|o/u",
            "total",
        ),
        (r"^(?:over|under) \d+\.5 [a-z'. -]+ (?:\+|&|points|shots|saves)", "player-prop"),
        (
            r"\bml\b|money ?line|\bwinner\b|vainqueur|vencedor|to win$| win$|gagne\b|gagnant|\bh2h\b|victoire",
            "head-to-head",
        ),
        (
            rf"[^\d][+-]\d{{1,2}}(?:\.\d+)?\)?(?: ah)?(?: {PRICE})?(?:,? (?:first|1st|second|2nd).*)?(?: .* (?:@|at|v|vs\.?) .*)?$",
            "handicap",
        ),
        (r"\b(?:pk|pick'?em)\b", "handicap"),
        (
            r"^(?:the )?(?:draw|empate|nul|match nul|tie|x)$|(?<! ou)(?<! or)(?<! si),? (?:draw|nul|empate)$",
            "match-result",
        ),
        (rf"^[a-z0-9 .&'-]+ {PRICE}$", "head-to-head"),
        (r"^\d+\. |^\(?\d+\)? [a-z' ]+ \(win\)", "racing-win"),
        (r"^\d{1,2} ?[-x] ?\d{1,2}$", "correct-score"),
        (r"^[12]x2$|^[1x2]$", "match-result"),
    )
)
CODES = {
    "spread_home": "handicap",
    "spread_away": "handicap",
    "ml_home": "head-to-head",
    "ml_away": "head-to-head",
    "ml_draw": "match-result",
    "draw": "match-result",
    "over": "total",
    "under": "total",
    "home_over": "team-total",
    "home_under": "team-total",
    "away_over": "team-total",
    "away_under": "team-total",
    "future": "outright",
    "h2h": "head-to-head",
    "h2h_lay": "head-to-head",
    "spreads": "handicap",
    "totals": "total",
    "outrights": "outright",
}
DRAWN = frozenset(("football",))  # where "to win" leaves a draw
VARIABLE = re.compile(r"\s*\(.*?\)|\s*[+-]?\d+(?:[.,:]\d+)*")
SAYS_NOTHING = frozenset(("", "custom", "other", "single", "straight", "simple", "game", "match"))
LONGEST_KIND = 60


@lru_cache(maxsize=65_536)
def market_kind(name: str) -> MarketKind | None:
    """The kind of a market by its name in a file, None when we know none."""
    text = plain(name)
    if text in SAYS_NOTHING:
        return None
    slug = CODES.get(text) or MARKETS.answer(text)
    return KINDS[slug] if slug else None


@lru_cache(maxsize=65_536)
def selection_kind(selection: str) -> MarketKind | None:
    """The kind that a selection alone shows: "NYM +1.5 -135" is a handicap."""
    slug = SELECTIONS.answer(plain(selection).removeprefix("(live) "))
    return KINDS[slug] if slug else None


def own_kind(name: str) -> MarketKind | None:
    """A market that we do not know as a kind of its own, without its numbers."""
    own = " ".join(VARIABLE.sub("", name).split()).strip(" -:,.")[:LONGEST_KIND]
    slug = fold(own).replace(" ", "-")
    return MarketKind(slug, own) if slug and slug not in SAYS_NOTHING else None
