"""The states of an upload. Every change is one conditional UPDATE: whoever finds the row otherwise changes nothing.

A worker *claims* an upload by its attempt number and holds a lease which its heartbeat renews. When the lease runs out
the sweep raises the attempt, which fences the former worker: its last UPDATE finds another number and its whole
transaction is rolled back.
"""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from imports import telling
from imports.beside import forget_leftovers
from imports.errors import Cancelled, NotRunning, NotUndoable
from imports.models import FINISHED, RUNNING, State, Upload, Wish
from web.clock import now
from web.context import acting_as

LEASE = timedelta(seconds=30)
RESEND = timedelta(seconds=30)
MOST_ATTEMPTS = 5
LOST = (
    "The import was started five times and each time the worker that did it was lost, perhaps for want of memory."
    " Nothing of the file was taken in."
)


def claim(*, upload_id: int, user_id: int, attempt: int) -> Upload | None:
    """Become the one worker of this attempt, or None when somebody else is or it is over."""
    with acting_as(user_id):
        claimed = Upload.objects.filter(pk=upload_id, attempt=attempt, state=State.RECEIVED).update(
            state=State.VALIDATING, step="read", started_at=now(), lease_until=now() + LEASE
        )
        return Upload.objects.get(pk=upload_id) if claimed else None


def begin_import(upload: Upload) -> bool:
    """From reading to importing; False when the upload was cancelled or taken over meanwhile."""
    return _change(upload, RUNNING, state=State.IMPORTING)


def finish(upload: Upload, **results: Any) -> bool:
    """The last write of the import's own transaction; False means it must be rolled back."""
    is_mine = _change(
        upload,
        (State.IMPORTING,),
        state=State.PROCESSED,
        step="",
        finished_at=now(),
        lease_until=None,
        **results,
    )
    if is_mine:
        telling.finished(upload, results)
    return is_mine


def end(upload: Upload, *, state: State, error: str, **results: Any) -> bool:
    """Failed or cancelled, with the reason a person reads."""
    with acting_as(upload.owner_id):
        ended = (
            Upload.objects.filter(pk=upload.pk, attempt=upload.attempt)
            .exclude(state__in=FINISHED)
            .update(state=state, error=error, step="", finished_at=now(), lease_until=None, **results)
        )
        if ended:
            forget_leftovers(upload.pk)
        if ended and state == State.FAILED:
            telling.failed(upload, error)
        return bool(ended)


def end_cancelled(upload: Upload) -> bool:
    """End an import that was refused its next state because it was cancelled; False when it was for another reason."""
    with acting_as(upload.owner_id):
        asked = Upload.objects.filter(pk=upload.pk, attempt=upload.attempt, is_cancel_requested=True).exists()
    return asked and end(upload, state=State.CANCELLED, error=Cancelled().message)


def request_wish(*, user: Any, upload: Upload, wish: Wish) -> None:
    """Ask a worker to undo a finished upload, or to bring an undone one back. Raises NotUndoable."""
    with acting_as(user):
        asked = Upload.objects.filter(
            pk=upload.pk, state=State.PROCESSED, wish="", undone_at__isnull=wish == Wish.UNDO
        ).update(wish=wish, lease_until=now() + RESEND)
    if not asked:
        raise NotUndoable


def grant_wish(upload: Upload, wish: Wish) -> bool:
    """Within the transaction that does it: False when somebody else has done it, and nothing is to be done."""
    return bool(
        Upload.objects.filter(
            pk=upload.pk, state=State.PROCESSED, wish=wish, undone_at__isnull=wish == Wish.UNDO
        ).update(wish="", undone_at=now() if wish == Wish.UNDO else None, lease_until=None)
    )


def request_cancel(*, user: Any, upload: Upload) -> None:
    """Ask for an end; an import nobody has begun ends at once. Raises NotRunning when it is over."""
    with acting_as(user):
        asked = (
            Upload.objects.filter(pk=upload.pk).exclude(state__in=FINISHED).update(is_cancel_requested=True)
        )
        if not asked:
            raise NotRunning
        if Upload.objects.filter(pk=upload.pk, state=State.RECEIVED).update(
            state=State.CANCELLED, step="", finished_at=now(), lease_until=None
        ):
            forget_leftovers(upload.pk)


def release(upload: Upload, *, using: str) -> int | None:
    """Take an abandoned upload from the worker that lost it; the new attempt's number, None if it lives after all.

    Called by the sweep, under the staff role. After MOST_ATTEMPTS the upload fails instead.
    """
    held = Upload.objects.using(using).abandoned(now()).filter(pk=upload.pk, attempt=upload.attempt)
    if upload.is_cancel_requested:
        with transaction.atomic(using=using):
            if held.update(state=State.CANCELLED, step="", finished_at=now(), lease_until=None):
                forget_leftovers(upload.pk, using=using)
        return None
    if upload.started_at and upload.attempt + 1 >= MOST_ATTEMPTS:
        with transaction.atomic(using=using):
            if held.update(state=State.FAILED, error=LOST, step="", finished_at=now(), lease_until=None):
                forget_leftovers(upload.pk, using=using)
                telling.failed(upload, LOST, using=using)
        return None
    # A mere delay of the queue is no lost worker: the number of attempts rises only after a start.
    raised = F("attempt") + 1 if upload.state in RUNNING else F("attempt")
    released = held.update(state=State.RECEIVED, attempt=raised, lease_until=now() + RESEND, done=0, total=0)
    if not released:
        return None
    return upload.attempt + 1 if upload.state in RUNNING else upload.attempt


def _change(upload: Upload, states: tuple[State, ...], **changes: Any) -> bool:
    found = Upload.objects.filter(
        pk=upload.pk, attempt=upload.attempt, state__in=states, is_cancel_requested=False
    )
    return found.update(**changes) == 1
