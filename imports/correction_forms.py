"""What the forms that correct a recognition ask for. Everything here raises SettingInvalid with a sentence."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from bets.folding import fold
from bets.models import Competition, Field, Market, Participant, Sport, Unrecognised, What
from imports.corrections import Meaning, Text
from imports.errors import SettingInvalid

MOST_ROWS = 200
LONGEST_NAME = 200


def texts_of(user: Any, what: What, form: QueryDict) -> list[Text]:
    """The texts meant: rows of the list, or one text with its field."""
    ids = [int(pk) for pk in form.getlist("row")[:MOST_ROWS] if _is_id(pk)]
    rows = Unrecognised.objects.visible_to(user).filter(what=what, pk__in=ids) if ids else []
    found = {(row.field, row.text.casefold()): Text(Field(row.field), row.text) for row in rows}
    field = form.get("field") or form.get("chosen", "")
    if text := (form.get("text") or form.get(f"text_{field}", "")).strip():
        if field not in Field.values:
            raise SettingInvalid("Say which text you mean.")
        found[field, text] = Text(Field(field), text, is_part=bool(form.get("is_part")))
    return list(found.values())


def _is_id(text: str) -> bool:
    digits = text.removeprefix("-")
    return digits.isascii() and digits.isdigit() and len(digits) < 20 and abs(int(text)) < 2**63


def meaning_of(user: Any, what: What, form: Mapping[str, str]) -> Meaning:
    """What they mean: a sport or a kind of market by its slug; a competition or a team by its name, made if new."""
    said = " ".join(form.get("meaning", "").replace("\x00", "").split())[:LONGEST_NAME]
    if not said:
        raise SettingInvalid("Choose what the text means.")
    if what in (What.SPORT, What.MARKET):
        model = Sport if what == What.SPORT else Market
        found = model.objects.visible_to(user).filter(slug=said).order_by("owner").first()
        if found is None:
            raise SettingInvalid("There is no such sport or kind of market.")
        return found
    sport = Sport.objects.visible_to(user).filter(slug=form.get("sport", "")).order_by("owner").first()
    return _competition(user, said, sport) if what == What.COMPETITION else _participant(user, said, sport)


def _competition(user: Any, name: str, sport: Sport | None) -> Competition:
    known = Competition.objects.visible_to(user).filter(sport=sport, name__iexact=name).first()
    return known or Competition.objects.create(owner=user, sport=sport, name=name)


def _participant(user: Any, name: str, sport: Sport | None) -> Participant:
    """By name or alias."""
    mine = Participant.objects.visible_to(user).filter(sport=sport)
    known = mine.filter(name__iexact=name).first() or mine.filter(aliases__folded=fold(name)).first()
    return known or Participant.objects.create(owner=user, sport=sport, name=name)
