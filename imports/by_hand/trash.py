"""The trash: bets set aside, whom nobody is believed about until they are brought back."""

from collections.abc import Collection
from typing import Any

from imports.by_hand import keeping, telling
from imports.by_hand.errors import NoSuchBet, ToldByStatement
from imports.by_hand.models import Act
from imports.by_hand.standing import Standing, snapshots, standings
from imports.by_hand.verbs import Done, once
from imports.models import BetTelling, SetAside, Twin
from web.clock import now


def delete(*, user: Any, bet_id: int, key: str = "", via: str = "page") -> None:
    """Put a bet into the trash; its postings are reversed. Twice is once. Raises NoSuchBet, ToldByStatement.

    A bet that files tell stays there however often they are sent again. Where a statement's rows are its money only
    what was told of it by hand goes.
    """

    def effect() -> None:
        found = standings(user, [bet_id])
        if found and found[0].can_be_deleted:
            _set_aside(user, found, via)
        elif not SetAside.objects.visible_to(user).filter(with_id=bet_id).exists():
            raise ToldByStatement if found else NoSuchBet

    once(user, key, ["delete", bet_id], effect)


def delete_many(*, user: Any, bet_ids: Collection[int], key: str = "", via: str = "page") -> Done:
    """Put bets into the trash; those whose money a statement moves are left."""

    def effect() -> dict[str, Any]:
        chosen = standings(user, bet_ids)
        going = [found for found in chosen if found.can_be_deleted]
        if going:
            _set_aside(user, going, via)
        stays = len(chosen) - len(going)
        return {"changed": len(going), "left": {ToldByStatement().message: stays} if stays else {}}

    return Done(**once(user, key, ["delete-many", sorted(bet_ids)], effect))


def restore(*, user: Any, bet_id: int, key: str = "", via: str = "page") -> int:
    """Bring a bet back from the trash, with what it posted. Twice is once. Raises NoSuchBet."""
    return restore_many(user=user, bet_ids=[bet_id], key=key, via=via)[0]


def restore_many(*, user: Any, bet_ids: Collection[int], key: str = "", via: str = "page") -> list[int]:
    """Bring bets back from the trash; the ids of their pages. Raises NoSuchBet where one was never there."""

    def effect() -> list[int]:
        aside = list(SetAside.objects.visible_to(user).filter(with_id__in=bet_ids))
        if aside:
            ids = {row.pk for row in aside}
            with_ids = {row.with_id for row in aside}
            with keeping.kept(user, with_ids, Act.RESTORED, via=via):
                SetAside.objects.visible_to(user).filter(pk__in=ids).delete()
                telling.begin()
                telling.work_out(user.pk, {row.account_id for row in aside}, ids)
        found = {each.bet.pk for each in standings(user, bet_ids)}
        if not found:
            raise NoSuchBet
        return sorted(found)

    return list(once(user, key, ["restore", sorted(bet_ids)], effect))


def _set_aside(user: Any, chosen: list[Standing], via: str) -> None:
    """All that was told of these bets, or of a statement's bet what was told by hand, goes into the trash."""
    ids = {found.bet.pk for found in chosen}
    was = snapshots(user, ids)
    going = {found.bet.pk: {found.hand.pk} for found in chosen if found.hand and found.bet.is_cash_in_lines}
    whole = ids - going.keys()
    for bet_id, into_id in (
        Twin.objects.visible_to(user)
        .filter(into_id__in=whole, is_refused=False)
        .values_list("bet_id", "into_id")
    ):
        going.setdefault(into_id, {into_id}).add(bet_id)
    for bet_id in whole:
        going.setdefault(bet_id, {bet_id})
    accounts = dict(
        BetTelling.objects.visible_to(user)
        .filter(bet_id__in={each for parts in going.values() for each in parts})
        .order_by("pk")
        .values_list("bet_id", "account_id")
    )
    accounts |= {found.bet.pk: found.bet.account_id for found in chosen}
    accounts |= {found.hand.pk: found.hand.account_id for found in chosen if found.hand}
    moment = now()
    with keeping.kept(user, ids, Act.DELETED, via=via):
        telling.begin()
        SetAside.objects.bulk_create(
            [
                SetAside(
                    bet_id=part, owner=user, account_id=accounts[part], with_id=bet_id, made_at=moment, by=user,
                    was=was.get(bet_id, {}),
                )
                for bet_id, parts in going.items()
                for part in parts
            ],
            ignore_conflicts=True,
        )  # fmt: skip
        changed = {part for parts in going.values() for part in parts} | ids
        telling.work_out(user.pk, set(accounts.values()), changed)
