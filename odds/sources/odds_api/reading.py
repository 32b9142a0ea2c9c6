"""One answer of The Odds API as a batch. Numbers are read exactly; every outcome is a price or a reject.

Where the source leaves out the draw of a sport that has one, the two prices are kept as suspect: such a market is not
whole, and may be one that gives the stake back on a draw.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

import pandas as pd

from bets.folding import fold
from bets.recognition import Words, recognise
from bets.sides import team
from odds import suspect
from odds.sources.batch import EVENT, MICRO, NO_LINE, NO_SIZE, QUOTE, SELECTION, Batch, Book, Rejected
from odds.sources.football_data.cells import HIGHEST
from odds.sources.football_data.parsing import selection_name
from odds.sources.odds_api import names

NO_DRAW = "the draw is left out"
SOURCE = "the-odds-api"
POSITIONS = {"home": 1, "draw": 2, "away": 3, "over": 1, "under": 2, "yes": 1, "no": 2}
OUTCOMES = {"match-result": 3}
MOST_OUTCOMES = 2000
AHEAD = timedelta(minutes=10)  # by how much the source's clock may be ahead of ours
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
MOST_DIGITS = 12  # before the point, and behind it: what is longer is no price, line or size


class NotOddsApi(ValueError):
    """It is no answer of The Odds API with odds."""


@dataclass
class Reading:
    """What has been read so far."""

    events: list[dict[str, Any]] = field(default_factory=list)
    selections: dict[tuple[Any, ...], int] = field(default_factory=dict)
    rows: list[list[Any]] = field(default_factory=list)
    books: dict[str, int] = field(default_factory=dict)
    shops: list[Book] = field(default_factory=list)
    quotes: list[dict[str, Any]] = field(default_factory=list)
    rejects: list[Rejected] = field(default_factory=list)
    told: int = 0


def read(content: bytes, *, now: datetime) -> Batch:
    """The batch of an answer to /v4/sports/.../odds, or of a historical one. Raises NotOddsApi."""
    answer = _json(content)
    made = Reading()
    is_american = _is_american(answer)
    for number, event in enumerate(answer, start=1):
        _read_event(event, number, made, is_american=is_american, now=now)
    return _batch(made, len(answer))


def _json(content: bytes) -> list[dict[str, Any]]:
    try:
        answer = json.loads(content.decode("utf-8-sig"), parse_float=Decimal)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise NotOddsApi("It is no JSON.") from error
    if isinstance(answer, dict):
        answer = answer.get("data", [answer])
    if isinstance(answer, dict):
        answer = [answer]
    if not isinstance(answer, list) or not all(
        isinstance(each, dict) and "sport_key" in each for each in answer
    ):
        raise NotOddsApi("It is no list of events with a sport.")
    return answer


def _is_american(answer: list[dict[str, Any]]) -> bool:
    """American odds are below -100 or above +100, and some of a whole answer are below."""
    prices = [
        _number(price)
        for event in answer
        for *_, outcome in _outcomes(event)
        if (price := outcome.get("price"))
    ]
    told = [price for price in prices if price is not None]
    return bool(told) and all(abs(price) >= 100 for price in told) and min(told) <= -100


def _outcomes(event: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]]:
    for shop in _list(event, "bookmakers"):
        for market in _list(shop, "markets"):
            for outcome in _list(market, "outcomes"):
                yield shop, market, outcome


def _list(of: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = of.get(name)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _read_event(
    event: dict[str, Any], number: int, made: Reading, *, is_american: bool, now: datetime
) -> None:
    told = list(_outcomes(event))
    starts_at = _moment(event.get("commence_time"))
    home, away = _text(event, "home_team"), _text(event, "away_team")
    reason = ""
    if starts_at is None:
        reason = "no start of the event"
    elif bool(home) != bool(away) or (home and fold(home) == fold(away)):
        reason = "not two teams"
    if reason or starts_at is None:
        made.told += len(told)
        made.rejects.append(Rejected(number, reason, cell=_text(event, "id")))
        made.rejects += [Rejected(number, reason, column=_where(*each)) for each in told]
        return
    sport = names.SPORTS.get(
        _text(event, "sport_key").partition("_")[0], _text(event, "sport_key").partition("_")[0]
    )
    title = _text(event, "sport_title")
    made.events.append(
        dict.fromkeys(EVENT, "")
        | {
            "sport": sport,
            "competition": (recognise(Words(competition=title)).competition or title)[:200] if title else "",
            "home": home,
            "away": away,
            "name": "" if home else (title or _text(event, "sport_key")),
            "starts_at": starts_at,
            "is_start_exact": True,
            "status": "scheduled" if starts_at > now else "",
            "home_score": -1,
            "away_score": -1,
            "outside_id": _text(event, "id"),
        }
    )
    drawn = {_plain(market) for _, market, outcome in told if _text(outcome, "name") == "Draw"}
    for shop, market, outcome in told:
        made.told += 1
        where = _where(shop, market, outcome)
        has_draw = sport in names.WITH_DRAW or _plain(market) in drawn
        try:
            _read_price(made, shop, market, outcome, has_draw=has_draw, is_american=is_american, now=now)
        except ValueError as error:
            made.rejects.append(Rejected(number, str(error), where, str(outcome.get("price", ""))[:200]))


def _read_price(
    made: Reading,
    shop: dict[str, Any],
    market: dict[str, Any],
    outcome: dict[str, Any],
    *,
    has_draw: bool,
    is_american: bool,
    now: datetime,
) -> None:
    """Add one price. Raises ValueError with the reason why it is none."""
    kind = names.market(_text(market, "key"))
    if kind is None:
        raise ValueError("a kind of market that is not kept")
    taken_at = _moment(market.get("last_update")) or _moment(shop.get("last_update"))
    if taken_at is None:
        raise ValueError("no moment of the price")
    if not EARLIEST <= taken_at <= now + AHEAD:
        raise ValueError("no moment at which this price can have been told")
    slug, is_lay, period = kind
    if slug == "match-result" and not has_draw:
        slug = "head-to-head"
    event = made.events[-1]
    code, line, name = _outcome(outcome, slug, event)
    key = (len(made.events) - 1, slug, line, period, code)
    if key not in made.selections:
        made.selections[key] = len(made.rows)
        position = POSITIONS.get(code, len(made.rows) % 30_000 + 1)
        if code == "away" and slug != "match-result":
            position = 2
        made.rows.append([key[0], slug, line, period, OUTCOMES.get(slug, 2), 1, code, name, position])
    made.quotes.append(
        {
            "selection": made.selections[key],
            "bookmaker": _shop(made, names.book(_text(shop, "key"), _text(shop, "title"))),
            "is_lay": is_lay,
            "odds_micro": _odds(outcome.get("price"), is_american=is_american),
            "size_micro": _size(outcome.get("bet_limit")),
            "taken_at": taken_at,
            "is_exact_time": True,
            "is_opening": False,
            "is_closing": False,
        }
    )


def _outcome(outcome: dict[str, Any], slug: str, event: dict[str, Any]) -> tuple[str, int, str]:
    """Code, line in thousandths (the home side's) and name. Raises ValueError."""
    told = _text(outcome, "name")
    if slug == "outright":
        if not told:
            raise ValueError("an outcome without a name")
        return fold(told)[:80] or told[:80], NO_LINE, told[:200]
    sides = {event["home"]: "home", event["away"]: "away", "Draw": "draw"}
    code = sides.get(told) or {"over": "over", "under": "under", "yes": "yes", "no": "no"}.get(
        told.lower(), ""
    )
    wanted = {"total": ("over", "under"), "both-teams-to-score": ("yes", "no")}.get(
        slug, ("home", "draw", "away")
    )
    if code not in wanted or (code == "draw" and slug != "match-result"):
        raise ValueError("an outcome that is none of this market")
    if slug not in ("total", "handicap"):
        return code, NO_LINE, selection_name(*_shown(event), slug, code, NO_LINE)
    point = _number(outcome.get("point"))
    if point is None or abs(point) > 100_000 or point * 1000 != int(point * 1000):
        raise ValueError("no line")
    line = int(point * 1000) * (-1 if code == "away" else 1)
    return code, line, selection_name(*_shown(event), slug, code, line)


def _shown(event: dict[str, Any]) -> tuple[str, str]:
    return team(event["home"], sport=event["sport"]), team(event["away"], sport=event["sport"])


def _odds(told: object, *, is_american: bool) -> int:
    """Millionths. Raises ValueError."""
    price = _number(told)
    if price is None:
        raise ValueError("no number")
    if is_american:
        price = 1 + (price / 100 if price > 0 else -100 / price)
    micro = int((price * MICRO).to_integral_value())
    if micro <= MICRO:
        raise ValueError("no price: decimal odds are above one")
    if micro >= HIGHEST * MICRO:
        raise ValueError("no price: higher than any bookmaker pays")
    return micro


def _size(told: object) -> int:
    size = _number(told)
    return int(size * MICRO) if size is not None and 0 < size < 10**9 else NO_SIZE


def _number(told: object) -> Decimal | None:
    if isinstance(told, bool) or not isinstance(told, int | Decimal | str):
        return None
    try:
        number = Decimal(told)
    except InvalidOperation:
        return None
    if not number.is_finite() or (number and not -MOST_DIGITS <= number.adjusted() <= MOST_DIGITS):
        return None
    return number


def _moment(told: object) -> datetime | None:
    if not isinstance(told, str):
        return None
    try:
        moment = datetime.fromisoformat(told)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo and 1990 <= moment.year <= 2100 else None


def _text(of: dict[str, Any], name: str) -> str:
    found = of.get(name)
    return found.strip().replace("\0", "")[:200] if isinstance(found, str) else ""


def _plain(market: dict[str, Any]) -> str:
    """The key of a market and of its lays: "h2h" of two outcomes may stand beside an "h2h_3_way"."""
    return _text(market, "key").removesuffix("_lay")


def _where(shop: dict[str, Any], market: dict[str, Any], outcome: dict[str, Any]) -> str:
    return "/".join(filter(None, (_text(shop, "key"), _text(market, "key"), _text(outcome, "name"))))[:80]


def _shop(made: Reading, book: Book) -> int:
    if book.slug not in made.books:
        made.books[book.slug] = len(made.shops)
        made.shops.append(book)
    return made.books[book.slug]


def _batch(made: Reading, events: int) -> Batch:
    frame = pd.DataFrame(made.events, columns=[*EVENT, "name"])
    frame["starts_at"] = pd.to_datetime(frame["starts_at"], utc=True)
    selections = pd.DataFrame(made.rows, columns=list(SELECTION))
    fields = [name for name in QUOTE if name != "suspect"]
    quotes = pd.DataFrame(made.quotes, columns=fields)
    quotes["taken_at"] = pd.to_datetime(quotes["taken_at"], utc=True)
    for name in ("is_lay", "is_exact_time", "is_opening", "is_closing"):
        quotes[name] = quotes[name].astype(bool)
    _count_outcomes(selections)
    quotes["suspect"] = _suspects(quotes, selections, made.shops)
    counts = {
        "rows": events,
        "events": len(made.events),
        "rejected_rows": events - len(made.events),
        "prices_told": made.told,
        "prices": len(quotes),
        "rejected_prices": made.told - len(quotes),
        "suspect_prices": int((quotes["suspect"] != "").sum()),
    }
    return Batch(SOURCE, made.shops, frame, selections, quotes, made.rejects, counts)


def _count_outcomes(selections: pd.DataFrame) -> None:
    """An outright has as many outcomes as anybody names, and at least two."""
    is_outright = selections["market"] == "outright"
    many = selections[is_outright].groupby("event")["code"].transform("nunique")
    selections.loc[is_outright, "outcomes"] = many.clip(lower=2, upper=MOST_OUTCOMES)


def _suspects(quotes: pd.DataFrame, selections: pd.DataFrame, shops: list[Book]) -> list[str]:
    if quotes.empty:
        return []
    number = quotes["selection"].to_numpy(dtype="int64")
    offer = selections.groupby(["event", "market", "line_milli", "period"], sort=False).ngroup().to_numpy()
    told = pd.DataFrame(
        {
            "selection": number,
            "offer": offer[number],
            "outcomes": selections["outcomes"].to_numpy(dtype="int64")[number],
            "moment": 0,
            "bookmaker": quotes["bookmaker"].to_numpy(),
            "is_lay": quotes["is_lay"].to_numpy(),
            "odds_micro": quotes["odds_micro"].to_numpy(dtype="int64"),
            "is_exchange": [shops[shop].is_exchange for shop in quotes["bookmaker"]],
            "is_average": False,
            "is_maximum": False,
        }
    )
    reasons = suspect.find(told)
    is_three = (selections["market"].to_numpy() == "match-result")[number]
    named = told.assign(code=selections["code"].to_numpy()[number])
    has_draw = named.groupby(["offer", "bookmaker", "is_lay"])["code"].transform(
        lambda codes: (codes == "draw").any()
    )
    missing = is_three & ~has_draw.to_numpy(dtype=bool) & (reasons == "")
    reasons[missing] = NO_DRAW
    return list(reasons)
