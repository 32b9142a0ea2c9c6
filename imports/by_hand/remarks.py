"""A person's own words on any bet: tags, a note, and how sure they were. They stand whatever files say."""

import re
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import F, Func, QuerySet

from imports.by_hand import keeping
from imports.by_hand.entry import EntryWrong
from imports.by_hand.models import MOST_CONFIDENT, Act
from imports.by_hand.standing import standing, standings
from imports.by_hand.verbs import Done, once
from imports.models import Remark, Twin
from web.clock import now

LONGEST_TAG, MOST_TAGS, LONGEST_NOTE = 40, 20, 4_000
FINEST = Decimal("0.0001")
PARTED = re.compile(r"[,;\n]")


def tags_in(text: str) -> list[str]:
    """The tags of a text with commas between them: lower case, each once, in order. Raises EntryWrong."""
    tags = [" ".join(part.split()).lower().lstrip("#") for part in PARTED.split(text.replace("\x00", ""))]
    found = sorted({tag for tag in tags if tag})
    if any(len(tag) > LONGEST_TAG for tag in found):
        raise EntryWrong(f"A tag has at most {LONGEST_TAG} letters.", "tags")
    if len(found) > MOST_TAGS:
        raise EntryWrong(f"A bet has at most {MOST_TAGS} tags.", "tags")
    return found


def tag(
    *,
    user: Any,
    bet_ids: Collection[int],
    add: Iterable[str] = (),
    remove: Iterable[str] = (),
    key: str = "",
    via: str = "page",
) -> Done:
    """Put tags on bets and take others off. Bets that are not there are left out. Raises EntryWrong."""
    adding, removing = set(tags_in(",".join(add))), set(tags_in(",".join(remove)))

    def effect() -> dict[str, Any]:
        changed = []
        for remark in _known(user, [found.bet.pk for found in standings(user, bet_ids)]).values():
            tags = sorted((set(remark.tags) | adding) - removing)
            if tags != remark.tags:
                changed.append(_with(remark, tags=tags))
        _save(user, changed, via)
        return {"changed": len(changed), "left": {}}

    return Done(**once(user, key, ["tag", sorted(bet_ids), sorted(adding), sorted(removing)], effect))


def remark(
    *,
    user: Any,
    bet_id: int,
    tags: Iterable[str] = (),
    note: str = "",
    confidence: int | None = None,
    probability: Decimal | None = None,
    key: str = "",
    via: str = "page",
) -> int:
    """Say all of it anew: tags, note, confidence (1 to 5), the chance given (between 0 and 1); the bet's id.

    Raises NoSuchBet, EntryWrong.
    """
    said = tags_in(",".join(tags))
    note = note.replace("\x00", "").strip()
    if len(note) > LONGEST_NOTE:
        raise EntryWrong(f"A note has at most {LONGEST_NOTE:,} letters.", "note")
    if confidence is not None and not 1 <= confidence <= MOST_CONFIDENT:
        raise EntryWrong(f"Confidence is a number from 1 to {MOST_CONFIDENT}.", "confidence")
    probability = None if probability is None else probability.quantize(FINEST)
    if probability is not None and not 0 < probability < 1:
        raise EntryWrong("A chance lies between 0 and 100 percent.", "probability")

    def effect() -> int:
        shown = standing(user, bet_id).bet.pk
        found = _known(user, [shown])[shown]
        before = (list(found.tags), found.note, found.confidence, found.probability)
        _with(found, tags=said, note=note, confidence=confidence, probability=probability)
        if before != (said, note, confidence, probability):
            _save(user, [found], via)
        return shown

    return int(once(user, key, ["remark", bet_id, said, note, confidence, probability], effect))


def remark_of(user: Any, bet_id: int) -> Remark | None:
    """What its owner says of a bet; where nothing, what they said of it under the name another source gave it."""
    found = _known(user, [bet_id])[bet_id]
    return found if found.made_at else None


def tagged(user: Any, tag: str) -> QuerySet[Any]:
    """The ids of the bets that have this tag, as a query."""
    said = Remark.objects.visible_to(user).filter(tags__contains=[tag])
    into = Twin.objects.visible_to(user).filter(bet_id__in=said.values("pk"), is_refused=False)
    return said.values_list("pk", flat=True).union(into.values_list("into_id", flat=True), all=True)


def all_tags(user: Any) -> list[str]:
    """Every tag the person uses, in order."""
    rows = Remark.objects.visible_to(user).annotate(each=Func(F("tags"), function="unnest"))
    return sorted(set(rows.values_list("each", flat=True)))


def _known(user: Any, bet_ids: Sequence[int]) -> dict[int, Remark]:
    """What is said of each bet, as a row of that bet; an empty one where nothing is."""
    into = dict(
        Twin.objects.visible_to(user)
        .filter(into_id__in=bet_ids, is_refused=False)
        .values_list("bet_id", "into_id")
    )
    found = {bet_id: Remark(bet_id=bet_id, owner=user) for bet_id in bet_ids}
    said = Remark.objects.visible_to(user).filter(pk__in={*bet_ids, *into})
    for remark in sorted(said, key=lambda each: (each.pk in found, each.pk)):  # its own last
        remark.bet_id = into.get(remark.bet_id, remark.bet_id)
        found[remark.bet_id] = remark
    return found


def _with(remark: Remark, **values: Any) -> Remark:
    for name, value in values.items():
        setattr(remark, name, value)
    return remark


def _save(user: Any, remarks: list[Remark], via: str) -> None:
    if not remarks:
        return
    moment = now()
    for each in remarks:
        each.made_at, each.changed_at, each.changed_by = each.made_at or moment, moment, user
    with keeping.kept(user, [each.pk for each in remarks], Act.REMARKED, via=via):
        Remark.objects.bulk_create(
            remarks,
            update_conflicts=True,
            unique_fields=["bet_id"],
            update_fields=["tags", "note", "confidence", "probability", "changed_at", "changed_by"],
        )
