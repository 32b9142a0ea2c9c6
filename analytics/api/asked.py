"""The filter of the pages about bets as parameters of the API: the same names, the same meaning."""

import re
from typing import Any
from zoneinfo import ZoneInfo

from ninja import Field, Schema

from accounts.api_auth import ApiRequest
from analytics.errors import FilterUnknown
from analytics.filters import STATES, TYPES, Filter, read_for
from web.api_lists import Paged

LONGEST = 200
# What a page says it did about a part it did not understand: here nothing is done.
MENDED = re.compile(r"; (it was left out|they were exchanged)|(?<=\.) It was left out\.")


def _words(text: str) -> Any:
    return Field("", max_length=LONGEST, description=text)


class BetFilter(Schema):
    """Which bets. A bet belongs to the day it was settled on, an unsettled one to the day it was placed on."""

    date_from: str = Field(
        "", alias="from", max_length=20, description="First day, such as 2026-03-31, in your time zone."
    )
    date_to: str = Field("", alias="to", max_length=20, description="Last day, included.")
    bookmaker: str = _words("Slug or name.")
    sport: str = _words("Slug or name; none: not recognised.")
    competition: str = _words("Its name; none: not named.")
    market: str = _words("Slug or name of the kind of market; none: not recognised.")
    type: str = _words(f"{', '.join(TYPES)}.")
    status: str = _words(f"{', '.join(STATES)}.")
    currency: str = _words("Such as AUD.")
    q: str = _words("Words in the event or the selection, or the bookmaker's own reference.")
    team: str = _words("The side that is backed, as your files write it; none: nobody, or several.")
    opponent: str = _words("Who plays against it.")
    legs: str = _words("How many.")
    built: str = _words("single, multi, system or market.")
    odds: str = _words("A band, as /metrics/odds has them in `filter`.")
    stake: str = _words("A band, as /metrics/stake has them in `filter`.")
    weekday: str = _words("monday to sunday: the day it was placed on.")
    hour: str = _words("00 to 23: the hour it was placed in.")
    live: str = _words("live, before or none.")
    money: str = _words("own or bonus.")
    tag: str = _words("One of your own tags.")


class BetsAsked(BetFilter, Paged):
    """Which bets, and which page of them."""

    sort: str = Field(
        "",
        max_length=20,
        description="placed, settled, stake, odds, profit or bookmaker; “-” before it: downwards. Usual: -placed.",
    )


def asked_by(request: ApiRequest, wanted: BetFilter) -> tuple[Filter, ZoneInfo]:
    """The filter and the person's time zone. Raises FilterUnknown where the page would leave a part out."""
    user = request.caller.user
    query = {name: str(value) for name, value in wanted.model_dump(by_alias=True).items()}
    found, notices = read_for(user, query)
    if notices:
        raise FilterUnknown(" ".join(MENDED.sub("", notice) for notice in notices))
    return found, ZoneInfo(user.time_zone)
