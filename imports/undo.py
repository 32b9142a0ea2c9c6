"""Take an upload back as if it had never been sent, and bring it back as if it had never been undone.

What the upload told no longer counts (or counts again), every line and bet it told is worked out anew from the
remaining files, and the journal is brought to them by reversals and new entries. One transaction; twice is once.
"""

from functools import partial
from typing import Any

from imports import formats, lifecycle, pipeline
from imports.bet_results import stage_spans
from imports.bet_staging import digested, no_legs, stage_bets
from imports.bets_merge import forget_touched, merge_bets
from imports.books import Books
from imports.lines_told import settle_lines_of, touched_accounts
from imports.models import ProofStatus, Upload, Wish
from imports.observers import stage_observers
from imports.proved import prove_touched_accounts
from imports.staging import plan_for
from imports.tellings import affected_by_upload, assign_bets
from imports.twins import accounts_with_pairs
from imports.understanding import meanings
from imports.whole_groups import Whole, groups_of, hand_over, put_together, stage_whole
from ledger.refusals import retrying
from web.clock import now
from web.context import acting_as, alone


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
        alone(user_id)
        upload = Upload.objects.filter(pk=upload_id).exclude(wish="").first()
        if upload is None or not lifecycle.grant_wish(upload, Wish(upload.wish)):
            return False
        plan_for(upload.rows_read)
        stage_observers()
        groups = groups_of(upload)
        lines = settle_lines_of(upload)
        prove_touched_accounts(user_id, has_balance=upload.proof_status != ProofStatus.ABSENT)
        has_bets = _put_together(upload, groups | groups_of(upload))
        account_ids = sorted({*upload.accounts, *touched_accounts()})
        stage_spans(account_ids)
        if affected_by_upload(upload, has_bets=has_bets) or lines:
            as_of = upload.last_at or now()
            forget_touched()
            merge_bets(user_id, as_of=as_of, has_file=has_bets)
            pipeline.pair_and_merge(user_id, accounts_with_pairs(account_ids), as_of=as_of)
            pipeline.post(account_ids)
    return True


def _put_together(upload: Upload, groups: set[str]) -> bool:
    """Put the bets of groups of rows together from the files that are left; whether there were any."""
    found = next((each for each in formats.all_formats() if each.slug == upload.format), None)
    whole = put_together(upload, found, groups) if found and found.group_column else None
    if found is None or whole is None:
        stage_whole(None)
        return False
    books = Books(upload.owner, [whole.lines, whole.bets])
    whole = Whole(books.assign(whole.bets).assign(cash_in_lines=found.has_balance), books.assign(whole.lines))
    stage_whole(whole)
    bets, legs = digested(whole.bets, no_legs(), whole.lines)
    stage_bets(upload.owner, bets, legs, meanings(bets, legs))
    assign_bets(upload.owner_id, found)
    hand_over(whole)
    return True
