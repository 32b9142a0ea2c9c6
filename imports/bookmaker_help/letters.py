"""Letters that ask a bookmaker for one's own data, by the law of where one lives, and how long it may take."""

from collections.abc import Sequence
from dataclasses import dataclass

from imports.bookmaker_help.books import AU, EU, UK, US

WANTED = "\n".join(
    (
        "1. every bet I placed: its number, the date and time it was placed and settled, the event, market and"
        " selection, the odds I was given, the stake, how much of it was bonus money, the result and what was"
        " paid out, with the legs of each multiple;",
        "2. every other movement of my account: deposits, withdrawals, bonuses and adjustments, each with date,"
        " time and amount, and the balance after it where you keep it.",
    )
)
FORM = "Please send this as a CSV or Excel file (or JSON), one row for each bet or movement, not as pictures or PDF."
CLOSE = """\
My account:
  Name: [your full name]
  User name or account number: [as you know it]
  Email address of the account: [your address]

If you need something more to be sure that it is me, please tell me at once what that is.

Yours sincerely,
[your full name]
[date]"""


@dataclass(frozen=True)
class Law:
    """A law that gives people their data. limits: what it says of time and cost; where: who helps then."""

    key: str
    region: str
    name: str
    who: str
    limits: tuple[str, ...]
    where: str
    where_url: str
    asks: str
    reminds: str

    def letter(self, bookmaker: str) -> str:
        """The letter to this bookmaker, ready to be sent but for what stands in brackets."""
        return (
            f"To: {bookmaker}, data protection / privacy\n"
            f"Subject: {self.subject}\n\n"
            f"Dear Sir or Madam,\n\n{self.asks}\n\n{WANTED}\n\n{FORM}\n\n{self.reminds}\n\n{CLOSE}\n"
        )

    @property
    def subject(self) -> str:
        """The line above the letter."""
        return f"Request for my personal data ({self.name})"


GDPR_LIMITS = (
    "One month from the day it has your request (article 12(3)).",
    "Two months more when requests are complex or many; then it must tell you so, and why, within the first month.",
    "It costs nothing, unless requests are plainly unfounded or excessive (article 12(5)).",
)
PORTABLE = (
    "the same as far as article 20 gives it to me, in a structured, commonly used and machine-readable form."
)

LAWS = (
    Law(
        "gdpr",
        EU,
        "GDPR, articles 15 and 20",
        "You live in the European Union, Norway, Iceland or Liechtenstein.",
        GDPR_LIMITS,
        "your country's data protection authority",
        "https://www.edpb.europa.eu/about-edpb/about-edpb/members_en",
        "Under article 15 of the General Data Protection Regulation (EU) 2016/679 I ask you for a copy of the"
        f" personal data you hold about me, and for {PORTABLE} In particular I ask for:",
        "Article 12(3) gives you one month from receipt of this request. If you refuse any part of it, please"
        " name the ground.",
    ),
    Law(
        "uk-gdpr",
        UK,
        "UK GDPR, articles 15 and 20",
        "You live in the United Kingdom.",
        GDPR_LIMITS,
        "the Information Commissioner's Office",
        "https://ico.org.uk/make-a-complaint/",
        "Under article 15 of the UK General Data Protection Regulation I ask you for a copy of the personal data"
        f" you hold about me, and for {PORTABLE} In particular I ask for:",
        "Article 12(3) gives you one month from receipt of this request. If you refuse any part of it, please"
        " name the ground.",
    ),
    Law(
        "ccpa",
        US,
        "CCPA, California Civil Code 1798.110 and 1798.130",
        "You live in California. Several other states have laws like it, mostly with 45 days too: name yours"
        " instead.",
        (
            "It must confirm your request within 10 business days and answer within 45 days.",
            "It may take 45 days more, 90 in all, when it tells you so and why within the first 45.",
            "It costs nothing. The law binds larger businesses only.",
        ),
        "the California Privacy Protection Agency",
        "https://cppa.ca.gov/webapplications/complaint",
        "I am a California resident. Under the California Consumer Privacy Act (Civil Code 1798.100, 1798.110 and"
        " 1798.130) I ask you for the specific pieces of personal information you have collected about me, in a"
        " portable, structured and machine-readable form as far as technically feasible, for all the time since"
        " my account was opened. In particular I ask for:",
        "Please confirm receipt within 10 business days and answer within 45 days, as section 7021 of the"
        " regulations says.",
    ),
    Law(
        "app-12",
        AU,
        "Privacy Act 1988, Australian Privacy Principle 12",
        "You live in Australia, or the bookmaker does business there.",
        (
            "A reasonable time; the regulator takes that to be 30 days at most for an organisation.",
            "Asking costs nothing. It may charge for giving access, but not excessively.",
            "It must give the data in the form you ask for where that is reasonable and practicable.",
        ),
        "the Office of the Australian Information Commissioner",
        "https://www.oaic.gov.au/privacy/privacy-complaints",
        "Under Australian Privacy Principle 12 (Privacy Act 1988) I ask you for access to the personal"
        " information you hold about me. In particular I ask for:",
        "Please answer within 30 days, which the Information Commissioner's guidelines take as the longest"
        " reasonable time. If you refuse any part of it, please give me the reasons in writing, as principle 12.9"
        " asks.",
    ),
)


def for_regions(regions: Sequence[str]) -> list[Law]:
    """The laws of these regions, in the regions' order."""
    return [law for region in regions for law in LAWS if law.region == region]
