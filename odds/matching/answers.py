"""What a person (or, for shared names, the staff) answers to doubtful matches. Answers are kept, and can be undone."""

from typing import Any

from accounts.audit import record
from bets.folding import fold
from bets.models import EventParticipant, Participant, ParticipantAlias
from bets.sides import split_event, team
from odds.ingest.scope import Scope, writing
from odds.matching import bets
from odds.models import BetClosing, Matched, MatchedBy, OutsideTeam, Source, Verdict
from web.clock import now


def answer_bet(*, user: Any, pk: int, is_same: bool) -> bool:
    """Whether the bet's closing line is this one. False when there is no such doubtful match (any more)."""
    with writing(user) as scope:
        open_ones = BetClosing.objects.visible_to(user).filter(pk=pk, is_confirmed=False, is_refused=False)
        values = {"is_confirmed": is_same, "is_refused": not is_same, "matched_by": MatchedBy.PERSON}
        changed = open_ones.update(**values, matched_at=now()) == 1
        learnt = changed and is_same and _learn(scope, user, BetClosing.objects.get(pk=pk))
    if learnt:
        bets.match(user)
    return changed


def _learn(scope: Scope, user: Any, match: BetClosing) -> bool:
    """Remember the bet's names for the sides of the event, as answers of their own; whether there were any."""
    told = match.leg or match.bet
    event = match.closing.selection.offer.event
    if event.sport is None:
        return False
    named = [name for name in split_event(told.event_name) if name]
    sides = event.entries.select_related("participant").order_by("position")
    learnt = False
    for name, entry in zip(named, sides, strict=False):
        like = entry.participant
        if fold(team(name, sport=event.sport.slug)) == fold(like.name):
            continue
        OutsideTeam.objects.get_or_create(
            owner=user, sport=event.sport, folded=fold(name)[:200], like=like,
            defaults={"source": Source.MANUAL, "name": name[:200], "verdict": Verdict.SAME, "asked_at": now(),
                      "decided_at": now(), "decided_by": user},
        )  # fmt: skip
        ParticipantAlias.objects.get_or_create(
            owner_id=scope.owner_id, participant=like, folded=fold(name)[:200]
        )
        learnt = True
    return learnt


def take_back_bet(*, user: Any, pk: int) -> bool:
    """Undo an answer: the match is looked for again as if nothing had been said."""
    with writing(user):
        answered = BetClosing.objects.visible_to(user).filter(pk=pk, matched_by=MatchedBy.PERSON)
        if (
            answered.update(
                is_confirmed=False, is_refused=False, matched_by=MatchedBy.NAMES, matched_at=now()
            )
            != 1
        ):
            return False
    bets.match(user)
    return True


def answer_team(*, user: Any, pk: int, is_same: bool) -> bool:
    """Whether a source's name is the team that it is like. Shared questions are for the staff only.

    The same: the name becomes an alias, and the events of that name are those of the team. False when there is no such
    open question for this person.
    """
    owner = _owner_of(user, pk)
    if owner is None:
        return False
    with writing(owner.person) as scope:
        verdict = Verdict.SAME if is_same else Verdict.OTHER
        changed = (
            OutsideTeam.objects.using(scope.using)
            .filter(pk=pk, verdict=Verdict.OPEN)
            .update(verdict=verdict, decided_at=now(), decided_by=user)
        )
        if changed and is_same:
            _join(scope, OutsideTeam.objects.using(scope.using).get(pk=pk))
        if changed and owner.person is None:
            record(actor=user, act=f"odds.team.{verdict}", subject=OutsideTeam(pk=pk), using=scope.using)
    _match_again(owner)
    return changed == 1


def take_back_team(*, user: Any, pk: int) -> bool:
    """Undo an answer about a name: the alias goes, and events are again of the team first taken for it."""
    owner = _owner_of(user, pk)
    if owner is None:
        return False
    with writing(owner.person) as scope:
        question = OutsideTeam.objects.using(scope.using).get(pk=pk)
        answered = OutsideTeam.objects.using(scope.using).filter(pk=pk).exclude(verdict=Verdict.OPEN)
        if answered.update(verdict=Verdict.OPEN, decided_at=None, decided_by=None) != 1:
            return False
        if question.verdict == Verdict.SAME:
            _part(scope, question)
        if owner.person is None:
            record(actor=user, act="odds.team.open", subject=OutsideTeam(pk=pk), using=scope.using)
    _match_again(owner)
    return True


def _match_again(owner: "_Owner") -> None:
    """The person's bets at once; everybody's by the next sweep."""
    if owner.person is None:
        Matched.objects.using("staff").all().delete()
    else:
        bets.match(owner.person)


class _Owner:
    """Whose question it is; `person` None means everybody's."""

    def __init__(self, person: Any) -> None:
        self.person = person


def _owner_of(user: Any, pk: int) -> _Owner | None:
    """None where the question is not this person's to answer."""
    using = "staff" if user.is_staff else "default"
    with writing(user):
        if OutsideTeam.objects.filter(pk=pk, owner=user).exists():
            return _Owner(user)
    if user.is_staff and OutsideTeam.objects.using(using).filter(pk=pk, owner=None).exists():
        return _Owner(None)
    return None


def _join(scope: Scope, question: OutsideTeam) -> None:
    ParticipantAlias.objects.using(scope.using).get_or_create(
        owner_id=scope.owner_id, participant_id=question.like_id, folded=question.folded
    )
    mine = _entries(scope, question)
    mine.update(participant_id=question.like_id)


def _part(scope: Scope, question: OutsideTeam) -> None:
    aliases = ParticipantAlias.objects.using(scope.using)
    aliases.filter(owner_id=scope.owner_id, participant_id=question.like_id, folded=question.folded).delete()
    for made in _made_for(scope, question):
        _entries(scope, question).update(participant_id=made)


def _entries(scope: Scope, question: OutsideTeam) -> Any:
    """The places of the name in events: as they were recognised before any answer."""
    return EventParticipant.objects.using(scope.using).filter(
        recognised_id__in=_made_for(scope, question), event__owner_id=scope.owner_id
    )


def _made_for(scope: Scope, question: OutsideTeam) -> list[int]:
    """The team that was made for the name, before it was known who it is."""
    shown = team(question.name, sport=question.sport.slug)
    found = Participant.objects.using(scope.using).filter(
        owner_id=scope.owner_id, sport_id=question.sport_id, name=shown
    )
    return list(found.exclude(pk=question.like_id).values_list("pk", flat=True))
