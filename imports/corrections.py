"""A person says what a text means, for old bets and new ones, and may take it back.

No money changes: the journal is not touched. What stands is worked out from what the words told and the corrections
not undone (imports/correcting.py), so the order of making and undoing does not matter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Value
from django.db.models.functions import Lower

from bets.folding import fold
from bets.models import Competition, Correction, Field, Market, Participant, Sport, What
from imports.bets_told import gather_told
from imports.correcting import correct_tellings
from imports.errors import SettingInvalid
from imports.observers import stage_observers
from imports.participants import correct_sides, link_events
from imports.pipeline import alone
from ledger.refusals import retrying
from web.clock import now
from web.context import acting_as

Meaning = Sport | Competition | Market | Participant
LONGEST_TEXT = 2_000
SHORTEST_PART = 3
NOT_SO = "That text cannot be corrected in this way."

REFS = """
DROP TABLE IF EXISTS pg_temp.imp_ref;
CREATE TEMP TABLE imp_ref ON COMMIT DROP AS
SELECT b.id AS bet_id, b.account_id, b.ref FROM bets_bet b
 WHERE b.id IN (SELECT t.bet_id FROM cor_telling c JOIN imports_bettelling t ON t.id = c.id
                UNION SELECT w.into_id FROM cor_telling c JOIN imports_bettelling t ON t.id = c.id
                        JOIN imports_twin w ON w.bet_id = t.bet_id AND NOT w.is_refused);
CREATE UNIQUE INDEX ON pg_temp.imp_ref (bet_id);
ANALYZE pg_temp.imp_ref
"""
BETS = """
UPDATE bets_bet b SET sport_id = f.sport_id, competition_id = f.competition_id, market_type_id = f.market_id,
                      event_id = v.id, updated_at = now()
  FROM imp_told f LEFT JOIN imp_event_id v ON v.name = left(f.event, 300) AND v.sport = coalesce(f.sport_id, 0)
 WHERE b.id = f.bet_id AND (b.sport_id, b.competition_id, b.market_type_id, b.event_id)
                           IS DISTINCT FROM (f.sport_id, f.competition_id, f.market_id, v.id)
"""
LEGS = """
UPDATE bets_leg g SET sport_id = l.sport_id, competition_id = l.competition_id
  FROM imp_told f
 CROSS JOIN LATERAL jsonb_to_recordset(f.legs) AS l (position int, sport_id bigint, competition_id bigint)
 WHERE g.bet_id = f.bet_id AND g.position = l.position
   AND (g.sport_id, g.competition_id) IS DISTINCT FROM (l.sport_id, l.competition_id)
"""
EVENTS = """
SELECT DISTINCT f.sport_id, coalesce(s.slug, ''), f.event
  FROM imp_told f LEFT JOIN bets_sport s ON s.id = f.sport_id WHERE f.event <> ''
"""


@dataclass(frozen=True)
class Text:
    """A text of bets: whole (is_part: False), or any that has it in it."""

    field: Field
    text: str
    is_part: bool = False


@dataclass(frozen=True)
class Corrected:
    """The corrections that say so now, and how many tellings of bets (or sides of events) they fit."""

    corrections: list[Correction]
    fits: int


def correct(*, user: Any, what: What, texts: Sequence[Text], meaning: Meaning) -> Corrected:
    """Say what texts mean, and let it be so for every bet there is. Raises SettingInvalid.

    The same said twice is one correction.
    """
    for each in texts:
        _check(what, each, meaning)

    def make() -> Corrected:
        with acting_as(user):
            alone(user.pk)
            if not type(meaning).objects.visible_to(user).filter(pk=meaning.pk).exists():
                raise SettingInvalid(NOT_SO)
            said = [_say(user, what, each, meaning) for each in texts]
            return Corrected([made for made, _ in said], _apply([made for made, is_new in said if is_new]))

    return retrying(make)


def undo(*, user: Any, correction: Correction) -> bool:
    """Take a correction back: what it said is as if it had never been said. False when it was taken back before."""

    def take_back() -> bool:
        with acting_as(user):
            alone(user.pk)
            standing = Correction.objects.visible_to(user).standing().filter(pk=correction.pk)
            if standing.update(undone_at=now()) != 1:
                return False
            _apply([correction])
            return True

    return retrying(take_back)


def _say(user: Any, what: What, said: Text, meaning: Meaning) -> tuple[Correction, bool]:
    """The correction, and whether it is new: it is not when it already is the last said of this text."""
    text = Value(fold(said.text)) if said.field == Field.SIDE else Lower(Value(said.text.strip()))
    same = Correction.objects.visible_to(user).standing()
    same = same.filter(what=what, field=said.field, is_part=said.is_part, text=text)
    last = same.order_by("-made_at", "-pk").first()
    if last and last.value == meaning:
        return last, False
    values = {"what": what, "field": said.field, "is_part": said.is_part, str(what): meaning}
    made = Correction.objects.create(owner=user, text=text, made_at=now(), **values)
    made.refresh_from_db()
    return made, True


def _check(what: What, said: Text, meaning: Meaning) -> None:
    kinds: dict[What, type[Meaning]] = {
        What.SPORT: Sport,
        What.COMPETITION: Competition,
        What.MARKET: Market,
        What.PARTICIPANT: Participant,
    }
    text, is_side = said.text.strip(), said.field == Field.SIDE
    if not isinstance(meaning, kinds[what]) or (what == What.PARTICIPANT) != is_side:
        raise SettingInvalid(NOT_SO)
    if not text or len(text) > LONGEST_TEXT or "\x00" in text or (is_side and not fold(text)):
        raise SettingInvalid("Say which text you mean.")
    if said.is_part and (is_side or len(text) < SHORTEST_PART):
        raise SettingInvalid(f"A part of a text has at least {SHORTEST_PART} letters.")


def _apply(said: Sequence[Correction]) -> int:
    """Bring every bet that these corrections fit to what stands now; how many tellings or sides they fit."""
    sides = [each.text for each in said if each.what == What.PARTICIPANT]
    others = [each.pk for each in said if each.what != What.PARTICIPANT]
    fits = correct_sides(sides) if sides else 0
    if not others or not (told := correct_tellings(others)):
        return fits
    stage_observers()
    with connection.cursor() as cursor:
        cursor.execute(REFS)
        gather_told(has_file=False)
        cursor.execute(EVENTS)
        link_events(cursor.fetchall())
        cursor.execute(BETS)
        cursor.execute(LEGS)
    return fits + told
