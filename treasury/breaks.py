"""Keep the list of breaks as it should be: open what is new, follow what changes, close what is gone by itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.audit import record
from treasury.models import Break, BreakEvent, Status
from web.clock import now

GONE = "The difference is gone: nothing is missing any more."


@dataclass(frozen=True, slots=True)
class Wanted:
    """A difference that is there now. `amount_micro`: what the other side has more than the journal."""

    kind: str
    amount_micro: int
    line_id: int | None = None
    movement_id: int | None = None
    suggested_id: int | None = None
    statement_id: int | None = None
    about: str = ""


FOLLOWED = ("kind", "amount_micro", "movement_id", "suggested_id", "about")


def keep(
    account: Any,
    wanted: Mapping[str, Wanted],
    *,
    kinds: Iterable[str],
    using: str,
    gone: Mapping[str, str] | None = None,
) -> tuple[int, int]:
    """Bring the pending breaks of an account and of these kinds to what is wanted, by key; (opened, closed).

    `gone` says by key why a break is no more, where more is known than that it is. Call it under the account's lock.
    """
    pending = {
        each.key: each
        for each in Break.objects.using(using).pending().filter(account=account, kind__in=list(kinds))
    }
    closed = [each for key, each in pending.items() if key not in wanted]
    _close(closed, gone or {}, using)
    for key, found in pending.items():
        if key in wanted:
            _follow(found, wanted[key], using)
    opened = {key: each for key, each in wanted.items() if key not in pending}
    _open(account, opened, using)
    return len(opened), len(closed)


def tell(found: Break, act: str, *, by: Any = None, detail: str = "", using: str) -> None:
    """Add to a break's history, and to the audit log when a member of staff did it."""
    BreakEvent.objects.using(using).bulk_create([_event(found, act, detail, by)])
    if by is not None:
        record(actor=by, act=f"break.{act}", subject=found, reason=detail, using=using)


def _event(found: Break, act: str, detail: str = "", by: Any = None) -> BreakEvent:
    return BreakEvent(
        owner_id=found.owner_id,
        about_id=found.pk,
        act=act,
        by_id=None if by is None else by.pk,
        happened_at=now(),
        detail=detail,
    )


def _close(closed: list[Break], gone: Mapping[str, str], using: str) -> None:
    if not closed:
        return
    Break.objects.using(using).filter(pk__in=[each.pk for each in closed]).update(
        status=Status.CLOSED, settled_at=now()
    )
    events = [_event(each, "closed", gone.get(each.key, GONE)) for each in closed]
    BreakEvent.objects.using(using).bulk_create(events)


def _follow(found: Break, wanted: Wanted, using: str) -> None:
    """A break whose figures changed is the same break; what was proposed for the old figures is void."""
    changed = [name for name in FOLLOWED if getattr(found, name) != getattr(wanted, name)]
    if found.status == Status.PROPOSED:  # the movement chosen by hand stands until it is confirmed or refused
        changed = [name for name in changed if name in ("kind", "amount_micro")]
    if not changed:
        return
    values: dict[str, Any] = {name: getattr(wanted, name) for name in changed}
    told = f"From {found.amount_micro} to {wanted.amount_micro}." if "amount_micro" in changed else ""
    if found.status == Status.PROPOSED:
        values |= {
            "status": Status.OPEN,
            "resolution": "",
            "reason": "",
            "proposed_by": None,
            "proposed_at": None,
        }
        told = f"{told} What was proposed is void."
    Break.objects.using(using).filter(pk=found.pk).update(**values)
    tell(found, "changed", detail=told.strip() or wanted.about, using=using)


def _open(account: Any, opened: Mapping[str, Wanted], using: str) -> None:
    if not opened:
        return
    settled = Break.objects.using(using).filter(account=account, key__in=list(opened)).order_by("pk")
    earlier = dict(settled.values_list("key", "pk"))
    made = [
        Break(
            owner_id=account.owner_id,
            account=account,
            key=key,
            kind=each.kind,
            currency=account.currency,
            amount_micro=each.amount_micro,
            line_id=each.line_id,
            movement_id=each.movement_id,
            suggested_id=each.suggested_id,
            statement_id=each.statement_id,
            about=each.about[:300],
            opened_at=now(),
            before_id=earlier.get(key),
        )
        for key, each in opened.items()
    ]
    Break.objects.using(using).bulk_create(made, batch_size=1000)
    BreakEvent.objects.using(using).bulk_create(
        [_event(each, "opened again" if each.before_id else "opened", each.about) for each in made],
        batch_size=1000,
    )
