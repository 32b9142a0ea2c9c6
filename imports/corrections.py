"""A person says what a text means, for old bets and new ones, and may take it back.

No money changes: the journal is not touched. What stands is worked out from what the words told and the corrections
not undone (imports/correcting.py), so the order of making and undoing does not matter.
"""

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


def correct(
    *, user: Any, what: What, field: Field, text: str, meaning: Meaning, is_part: bool = False
) -> Correction:
    """Say what a text means, and let it be so for every bet there is. Raises SettingInvalid.

    The same said twice is one correction.
    """
    text = " ".join(text.split()) if field == Field.SIDE else text.strip()
    _check(what, field, text, meaning, is_part=is_part)

    def make() -> Correction:
        with acting_as(user):
            alone(user.pk)
            _check_visible(user, meaning)
            said = {"what": what, "field": field, "is_part": is_part, str(what): meaning}
            lowered = Value(fold(text)) if field == Field.SIDE else Lower(Value(text))
            standing = Correction.objects.visible_to(user).standing().filter(**said, text=lowered).first()
            if standing and standing == _latest(user, standing):
                return standing
            made = Correction.objects.create(owner=user, text=lowered, made_at=now(), **said)
            made.refresh_from_db()
            _apply(made)
            return made

    return retrying(make)


def undo(*, user: Any, correction: Correction) -> bool:
    """Take a correction back: what it said is as if it had never been said. False when it was taken back before."""

    def take_back() -> bool:
        with acting_as(user):
            alone(user.pk)
            standing = Correction.objects.visible_to(user).standing().filter(pk=correction.pk)
            if standing.update(undone_at=now()) != 1:
                return False
            _apply(correction)
            return True

    return retrying(take_back)


def _latest(user: Any, correction: Correction) -> Correction | None:
    """The last said of the same text, which is the one that counts."""
    same = Correction.objects.visible_to(user).standing()
    same = same.filter(
        what=correction.what, field=correction.field, text=correction.text, is_part=correction.is_part
    )
    return same.order_by("-made_at", "-pk").first()


def _check(what: What, field: Field, text: str, meaning: Meaning, *, is_part: bool) -> None:
    kinds: dict[What, type[Meaning]] = {
        What.SPORT: Sport,
        What.COMPETITION: Competition,
        What.MARKET: Market,
        What.PARTICIPANT: Participant,
    }
    if not isinstance(meaning, kinds[what]) or (what == What.PARTICIPANT) != (field == Field.SIDE):
        raise SettingInvalid("That text cannot be corrected in this way.")
    if not text or len(text) > LONGEST_TEXT or "\x00" in text or (field == Field.SIDE and not fold(text)):
        raise SettingInvalid("Say which text you mean.")
    if is_part and (field == Field.SIDE or len(text) < SHORTEST_PART):
        raise SettingInvalid(f"A part of a text has at least {SHORTEST_PART} letters.")


def _check_visible(user: Any, meaning: Meaning) -> None:
    if not type(meaning).objects.visible_to(user).filter(pk=meaning.pk).exists():
        raise SettingInvalid("That text cannot be corrected in this way.")


def _apply(correction: Correction) -> None:
    """Bring every bet that the correction fits to what stands now."""
    if correction.what == What.PARTICIPANT:
        correct_sides(correction.text)
        return
    if not correct_tellings(correction.pk):
        return
    stage_observers()
    with connection.cursor() as cursor:
        cursor.execute(REFS)
        gather_told(has_file=False)
        cursor.execute(EVENTS)
        link_events(cursor.fetchall())
        cursor.execute(BETS)
        cursor.execute(LEGS)
