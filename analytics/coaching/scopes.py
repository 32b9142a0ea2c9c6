"""What a client may agree to show, each with what it means in their own words. The words are part of the consent."""

from dataclasses import dataclass

PATTERNS, RESULTS, TIMES = "patterns", "results", "times"
BOOKMAKERS, AMOUNTS, BET_NOTES, SHARED_NOTES = "bookmakers", "amounts", "bet_notes", "shared_notes"


@dataclass(frozen=True, slots=True)
class Scope:
    """One tick: its key, what the client calls it, what the coach sees with it and what without."""

    key: str
    title: str
    shows: str
    otherwise: str
    is_default: bool = False


SCOPES = (
    Scope(
        PATTERNS,
        "Patterns",
        "Stakes after a loss, growing stakes, deposits in bursts, withdrawals that came back, days with a bet,"
        " multis, long odds and bets in play, by month; the bets, stakes, deposits and returned withdrawals they rest"
        " on, added up.",
        "None of the patterns.",
        is_default=True,
    ),
    Scope(
        RESULTS,
        "The shape of results",
        "Won and lost by month, money put in and taken out by month, and by bookmaker, in usual stakes.",
        "No results, deposits or withdrawals by month.",
        is_default=True,
    ),
    Scope(
        TIMES,
        "Times of day",
        "How much you bet at night, on which days of the week and in which part of the day, and hours spent.",
        "No time of day: days only.",
    ),
    Scope(
        BOOKMAKERS,
        "Bookmakers' names",
        "The names of your bookmakers.",
        "They are called Bookmaker A, B, C, in the order you began with them.",
    ),
    Scope(
        AMOUNTS,
        "Real amounts",
        "Amounts in your currency, to the cent.",
        "Amounts are multiples of your usual stake, to two digits, and currencies have no name.",
    ),
    Scope(
        BET_NOTES,
        "My notes on bets",
        "What you wrote as a note on a bet, with its day. Read them first: they say whatever you wrote, names too.",
        "None of your notes.",
    ),
    Scope(
        SHARED_NOTES,
        "Notes from my coach",
        "Your coach may share single notes of your sessions with you; you find them on this page.",
        "Your coach keeps their notes to themselves.",
    ),
)
KEYS = tuple(scope.key for scope in SCOPES)
VIEWS = (PATTERNS, RESULTS, TIMES)  # at least one of these, or there is nothing to look at
ALWAYS = "What they call you, how many bets you placed, and the day of the last one."
NEVER = (
    "your name, e-mail address and account",
    "single bets, teams, events, competitions and selections",
    "references, files and statement lines",
    "your income, country and time zone",
    "balances",
)


def by_key(keys: object) -> list[Scope]:
    """The scopes of these keys, in the order of the page."""
    chosen = set(keys) if isinstance(keys, (list, tuple, set, frozenset)) else set()
    return [scope for scope in SCOPES if scope.key in chosen]
