"""Take an upload back as if it had never been sent, and bring it back as if it had never been undone.

What the upload told no longer counts (or counts again), every line and bet it told is worked out anew from the
remaining files, and the journal is brought to them by reversals and new entries. One transaction; twice is once.
"""

from functools import partial
from typing import Any

from imports import lifecycle, pipeline
from imports.bet_results import stage_spans
from imports.bets_merge import merge_bets
from imports.lines_told import settle_lines_of, touched_accounts
from imports.models import Upload, Wish
from imports.observers import stage_observers
from imports.tellings import affected_by_upload
from ledger.refusals import retrying
from web.clock import now
from web.context import acting_as


def undo(*, user: Any, upload: Upload) -> None:
    """Take a finished upload back, now. Raises NotUndoable."""
    lifecycle.request_wish(user=user, upload=upload, wish=Wish.UNDO)
    grant(upload_id=upload.pk, user_id=user.pk)


def redo(*, user: Any, upload: Upload) -> None:
    """Bring an undone upload back, now. Raises NotUndoable."""
    lifecycle.request_wish(user=user, upload=upload, wish=Wish.REDO)
    grant(upload_id=upload.pk, user_id=user.pk)


def grant(*, upload_id: int, user_id: int) -> bool:
    """Do what the upload's row asks for. False when nothing is to be done (any more)."""
    return retrying(partial(_grant, upload_id, user_id))


def _grant(upload_id: int, user_id: int) -> bool:
    with acting_as(user_id):
        pipeline.alone(user_id)
        upload = Upload.objects.filter(pk=upload_id).exclude(wish="").first()
        if upload is None or not lifecycle.grant_wish(upload, Wish(upload.wish)):
            return False
        pipeline.plan_for(upload.rows_read)
        stage_observers()
        lines = settle_lines_of(upload)
        account_ids = sorted({*upload.accounts, *touched_accounts()})
        stage_spans(account_ids)
        if affected_by_upload(upload) or lines:
            merge_bets(user_id, as_of=upload.last_at or now(), has_file=False)
            pipeline.post(account_ids)
    return True
