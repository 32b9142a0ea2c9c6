"""Any web address that answers in JSON, read by JMESPath expressions. Numbers stay the digits they came as."""

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import jmespath

from markets.models import Instrument
from rounds.models import Source
from rounds.oracles.adapters.getting import NotGot, Patience, get
from rounds.oracles.adapters.spec import Spec, parse
from rounds.oracles.errors import SourceInvalid
from rounds.oracles.told import Told, number

BUDGET_S = 15.0
EPOCH = re.compile(r"(\d{9,10})(\d{3})?(\.\d+)?")
ISO_DAY, COMPACT_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(T.*)?"), re.compile(r"(\d{4})(\d\d)(\d\d)")


class NotUnderstood(Exception):
    """The answer is not as the settings expect."""


def check(settings: dict[str, Any]) -> None:
    """Raises SourceInvalid for settings that make no request."""
    parse(settings)


def ask(source: Source, instrument: Instrument, session: date) -> Callable[[], Told]:
    """The answer, when it is called."""
    try:
        spec = parse(source.settings)
        url, headers = spec.address(instrument, session), spec.sent()
    except SourceInvalid as problem:
        told = Told(problem=problem.message)
        return lambda: told
    return lambda: _asked(spec, url, headers, session)


def _asked(spec: Spec, url: str, headers: dict[str, str], session: date) -> Told:
    try:
        raw = get(url, headers, Patience(spec.timeout_s, spec.tries, BUDGET_S))
    except NotGot as problem:
        return Told(problem=str(problem), raw=problem.raw)
    return read(spec, raw, session)


def read(spec: Spec, raw: bytes, session: date) -> Told:
    """What an answer says of this session. Nothing is raised: what cannot be understood is a problem."""
    try:
        answer = json.loads(raw, parse_float=str, parse_constant=_no_number)
        text = _scalar("value", spec.value, answer)
        value = number(text)
        if value is None:
            raise NotUnderstood(f"The value is no price: {text[:60]}")
        if spec.date:
            _same_day(_scalar("date", spec.date, answer), spec, session)
        at = _moment(_scalar("timestamp", spec.timestamp, answer), spec) if spec.timestamp else None
        is_final = spec.final if isinstance(spec.final, bool) else _found("final", spec.final, answer) is True
    except NotUnderstood as problem:
        return Told(problem=str(problem), raw=raw)
    except (ValueError, RecursionError):
        return Told(problem="The answer is no JSON.", raw=raw)
    return Told(value, text, at, bool(spec.date), is_final, raw)


def _no_number(text: str) -> Any:
    raise NotUnderstood(f"The answer holds {text}, which is no number.")


def _found(name: str, expression: str, answer: Any) -> Any:
    try:
        return jmespath.search(expression, answer)
    except Exception as error:  # the library raises what the data provokes: TypeError, KeyError, its own
        raise NotUnderstood(f"The {name} was not found: {type(error).__name__}.") from None


def _scalar(name: str, expression: str, answer: Any) -> str:
    """A text or a whole number; a fraction is the text it came as, so a float was computed by the expression."""
    found = _found(name, expression, answer)
    if isinstance(found, str):
        return found.strip()
    if isinstance(found, int) and not isinstance(found, bool) and abs(found) < 10**18:
        return str(found)
    raise NotUnderstood(f"The {name} was not found, or is neither text nor number.")


def _same_day(text: str, spec: Spec, session: date) -> None:
    told = _day(text, spec)
    if told != session:
        raise NotUnderstood(f"It speaks of {told or text[:40]}, not of {session}.")


def _day(text: str, spec: Spec) -> date | None:
    try:
        if spec.date_format:
            return datetime.strptime(text, spec.date_format).replace(tzinfo=UTC).date()
        match = ISO_DAY.fullmatch(text) or COMPACT_DAY.fullmatch(text)
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def _moment(text: str, spec: Spec) -> datetime:
    """Seconds or milliseconds since 1970, or ISO 8601; one without a zone is in that of the settings."""
    try:
        if match := EPOCH.fullmatch(text):
            return datetime.fromtimestamp(int(match[1]), UTC)
        found = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        raise NotUnderstood(f"The timestamp is no time: {text[:40]}") from None
    if found.tzinfo is None:
        if not spec.zone:
            raise NotUnderstood("The timestamp has no zone, and the settings give none.")
        found = found.replace(tzinfo=ZoneInfo(spec.zone))
    return found.astimezone(UTC)
