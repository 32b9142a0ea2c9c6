"""The bookmakers and what is known of each: only what a public description, the files themselves or the bookmaker's own
help say. Where nothing certain is known, nothing is said."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from imports import formats
from imports.formats import Format

CHECKED_ON = date(2026, 11, 21)
EU, UK, US, AU = "eu", "uk", "us", "au"
EVERYWHERE = (EU, UK, US, AU)


class Way(Enum):
    """How a history comes out of a bookmaker."""

    EXPORT = "export"
    TRACKER = "tracker"
    NONE = "none"


@dataclass(frozen=True)
class Fact:
    """One thing known of a bookmaker, and the page that says it, where there is one."""

    text: str
    source: str = ""


@dataclass(frozen=True)
class Bookmaker:
    """formats: slugs of its own exports. trackers: slugs of formats of apps that are known to carry its bets.
    regions: whose laws give its customers their data."""

    slug: str
    name: str
    aliases: tuple[str, ...] = ()
    regions: tuple[str, ...] = EVERYWHERE
    formats: tuple[str, ...] = ()
    trackers: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    checked_on: date = CHECKED_ON

    @property
    def way(self) -> Way:
        """An export of its own before a tracker's."""
        if self.formats:
            return Way.EXPORT
        return Way.TRACKER if self.trackers else Way.NONE

    @property
    def own_formats(self) -> list[Format]:
        """The exports we read."""
        return [formats.get(slug) for slug in self.formats]

    @property
    def tracker_formats(self) -> list[Format]:
        """The trackers' exports that carry its bets."""
        return [formats.get(slug) for slug in self.trackers]

    @property
    def has_balance(self) -> bool:
        """Can one of its exports be proved to the cent?"""
        return any(each.has_balance for each in self.own_formats)


MONTHLY = Fact(
    "Online bookmakers in Australia must send you a statement of your account for each month you used it, within"
    " seven days of the month's end. Such statements are mostly PDF: good to check totals against, but no list of"
    " bets that can be imported.",
    "https://vgccc.vic.gov.au/news/new-requirement-online-bookmakers-starts-november",
)
SEVEN_YEARS = Fact(
    "Bookmakers licensed in the Northern Territory must let you see your account's transactions of at least the"
    " last seven years on their site at any time.",
    "https://backingthepunt.com/news/new-requirements-for-customer-activity-statements",
)
COPIED = "We know its history only as text copied from the page"
CARDS = Fact(
    "We know its history only as what stands on the page, bet by bet, and of no file that it hands out."
)

BOOKS = (
    # --- With exports of their own ----------------------------------------------------------------------------------
    Bookmaker(
        "betfair",
        "Betfair",
        ("betfair exchange", "bf", "bfe"),
        (UK, EU, AU),
        formats=(
            "betfair-account-statement",
            "betfair-bets",
            "betfair-profit-and-loss",
            "betfair-selections",
            "betfair-trading-terminal",
        ),
        facts=(
            Fact(
                "There are several exports, and they complete each other: the account statement has the money,"
                " the settled bets have stake and odds, the Betting P&L has each market after commission. Send as"
                " many as you have: a bet that stands in several exists once."
            ),
            Fact(
                "Betfair's own profit and loss page leaves deposits and withdrawals out and is a day behind.",
                "https://support.betfair.bet.br/en/app/answers/detail/10321-how-do-i-view-my-profits-and-losses",
            ),
        ),
    ),
    Bookmaker("matchbook", "Matchbook", (), (UK, EU), formats=("matchbook",)),
    Bookmaker("smarkets", "Smarkets", (), (UK, EU), formats=("smarkets",)),
    Bookmaker(
        "sportsbet",
        "Sportsbet",
        ("sportsbet.com.au", "sports bet"),
        (AU,),
        formats=("sportsbet",),
        facts=(
            Fact(
                "A lost bet mostly has only the row of its stake. Whether it was lost or is still open shows when"
                " later rows come, so export up to today."
            ),
            Fact(
                "It also sends a statement each month, and its customer service gives you one of any time you ask"
                " for.",
                "https://helpcentre.sportsbet.com.au/hc/en-us/articles/4690326285325-What-Is-An-Activity-Statement",
            ),
        ),
    ),
    # --- Through trackers -------------------------------------------------------------------------------------------
    Bookmaker(
        "draftkings",
        "DraftKings",
        ("dk", "draft kings", "draftkings sportsbook"),
        (US,),
        trackers=("scout-draftkings",),
        facts=(
            Fact("It hands out no CSV of its own that we know of."),
            Fact(
                "Its My Stat Sheet shows totals of deposits, withdrawals and results. It is no list of bets.",
                "https://www.bonus.com/news/draftkings-unveils-my-stat-sheet-data-driven-rg-tool/",
            ),
        ),
    ),
    Bookmaker(
        "fanduel",
        "FanDuel",
        ("fd", "fan duel", "fanduel sportsbook"),
        (US,),
        trackers=("scout-fanduel",),
        facts=(
            Fact("It hands out no CSV of its own that we know of."),
            Fact(
                "The tracker's file does not say which bets were bonus bets: that shows only in what they paid."
            ),
        ),
    ),
    Bookmaker(
        "novig",
        "Novig",
        (),
        (US,),
        trackers=("pikkit",),
        facts=(Fact("Its bets are seen in Pikkit's exports."),),
    ),
    Bookmaker(
        "prophetx",
        "ProphetX",
        ("prophet exchange", "prophet x"),
        (US,),
        trackers=("pikkit",),
        facts=(Fact("Its bets are seen in Pikkit's exports."),),
    ),
    Bookmaker(
        "winamax",
        "Winamax",
        (),
        (EU,),
        trackers=("bet-analytix",),
        facts=(Fact("Its bets are seen in Bet-Analytix exports, where people keep them by hand."),),
    ),
    # --- Without ----------------------------------------------------------------------------------------------------
    Bookmaker(
        "bet365",
        "bet365",
        ("bet 365", "b365", "365"),
        EVERYWHERE,
        facts=(
            Fact(f"{COPIED}, and of no CSV that it hands out."),
            Fact(
                "Stakes paid with bonus money carry the words Bet Credits there. In a table of your own, mark"
                " such bets in a column called “free bet”."
            ),
        ),
    ),
    Bookmaker("888sport", "888sport", ("888",), (UK, EU)),
    Bookmaker(
        "bet-uk",
        "BetUK",
        ("bet uk",),
        (UK,),
        facts=(CARDS, Fact("Each bet shows a Coupon ID: keep it, it tells two equal bets apart.")),
    ),
    Bookmaker("betfred", "Betfred", (), (UK,)),
    Bookmaker(
        "betmgm",
        "BetMGM",
        ("mgm", "bmgm", "bet mgm"),
        (US, UK),
        facts=(
            CARDS,
            Fact(
                "Its End of Year Statement has totals only: what was paid in and out, wagered and won. Its help"
                " says that customer care gives a breakdown day by day when asked.",
                "https://help.nv.betmgm.com/en/general-information/tax-forms/general/win-loss-statement",
            ),
        ),
    ),
    Bookmaker("betr", "betr", (), (AU,), facts=(MONTHLY, SEVEN_YEARS)),
    Bookmaker(
        "betvictor", "BetVictor", ("bet victor", "bv", "victor chandler", "vc"), (UK, EU), facts=(CARDS,)
    ),
    Bookmaker("betway", "Betway", (), (UK, EU, US)),
    Bookmaker("bwin", "bwin", ("bw",), (EU, UK)),
    Bookmaker("caesars", "Caesars Sportsbook", ("caesars", "czr"), (US,)),
    Bookmaker("coral", "Coral", (), (UK,), facts=(Fact(f"{COPIED}."),)),
    Bookmaker(
        "ladbrokes",
        "Ladbrokes (UK)",
        ("ladbrokes", "lads", "lb"),
        (UK, EU),
        facts=(Fact(f"{COPIED}."), Fact("Stakes paid with bonus money carry the words Free Bet there.")),
    ),
    Bookmaker(
        "ladbrokes-au",
        "Ladbrokes (Australia)",
        ("ladbrokes australia", "lads au"),
        (AU,),
        facts=(MONTHLY, SEVEN_YEARS),
    ),
    Bookmaker("midnite", "Midnite", (), (UK,), facts=(CARDS,)),
    Bookmaker("neds", "Neds", (), (AU,), facts=(MONTHLY, SEVEN_YEARS)),
    Bookmaker(
        "paddy-power",
        "Paddy Power",
        ("paddypower", "pp", "paddy"),
        (UK, EU),
        facts=(
            Fact(f"{COPIED}."),
            Fact(
                "Its own pages say that the account history is in the My Account section, with an advanced search"
                " for more detail.",
                "https://responsiblegaming.paddypower.com/how-we-can-help-you/limiting-your-account/",
            ),
        ),
    ),
    Bookmaker(
        "pinnacle",
        "Pinnacle",
        ("ps3838", "pinny", "pinnacle sports"),
        (EU,),
        facts=(
            Fact("We know its history only as cards on the page, each with a “Bet no.”, and of no CSV."),
            Fact(
                "Its help says that My Account lists transactions with a balance for the last 24 hours, seven"
                " days and four weeks, and without one by day, week and month; and it advises to keep longer ones"
                " in a spreadsheet.",
                "https://sv.pinnaclesportshelp.com/en/support/solutions/articles/1000178294-hur-kan-jag-se-min-kontohistorik-",
            ),
            Fact(
                "Lists that people keep of their Pinnacle bets themselves are imported by the mapping page."
            ),
        ),
    ),
    Bookmaker(
        "pointsbet", "PointsBet", ("points bet", "pointsbetau"), (AU, US), facts=(MONTHLY, SEVEN_YEARS)
    ),
    Bookmaker("skybet", "Sky Bet", ("skybet", "sky betting"), (UK,)),
    Bookmaker(
        "tab",
        "TAB",
        ("tab.com.au", "tabcorp"),
        (AU,),
        facts=(
            Fact(
                "It emails a link to a statement of your account within seven days of the end of each month you"
                " used it: how much you spent, won and lost, not each bet. The statement says where to find the"
                " transactions one by one.",
                "https://help.tab.com.au/manage-your-account/activity-statements-faqs",
            ),
        ),
    ),
    Bookmaker("unibet", "Unibet", (), (EU, UK, AU)),
    Bookmaker("william-hill", "William Hill", ("williamhill", "wh", "will hill"), (UK, EU)),
    Bookmaker("another", "Any other bookmaker"),
)
