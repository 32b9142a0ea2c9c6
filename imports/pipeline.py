"""The way of an upload: read, prove, stage, merge lines, merge bets, post the journal, report.

Reading touches no database. Everything after it is one transaction, so a file is in or it is not; how far it is is told
beside it (imports/progress.py). Nothing here raises for a bad file: the upload's row says what happened.
"""

import logging
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

import pandas as pd
import psycopg
from django.db import DatabaseError, InterfaceError, OperationalError

from imports import journal, lifecycle
from imports.beside import Beside, forget_leftovers
from imports.bet_results import stage_spans
from imports.bet_staging import digested, stage_bets
from imports.bets_merge import BetsMerged, forget_touched, merge_bets
from imports.books import Books, chart_rows, stage_chart
from imports.collector import paused
from imports.errors import BooksDisagree, Cancelled, Superseded
from imports.first import Ids, ids_of, numbered_bets, numbered_legs, numbered_lines, written
from imports.formats import Parsed
from imports.journal import Written
from imports.keeping import keep_told
from imports.lines_told import moved_accounts, settle_superseded, touched_accounts
from imports.markets import split_markets
from imports.memory import give_back, map_large_blocks
from imports.merge import (
    LinesMerged,
    merge_lines,
    ordered,
    stage_lines,
    store_lines,
    touch_first_lines,
)
from imports.models import State, Upload
from imports.observers import stage_observers
from imports.progress import Heartbeat
from imports.proved import prove_touched_accounts
from imports.reader import mark
from imports.reading import FileError, Reading, read
from imports.staging import plan_as_usual, plan_for, plan_in_order
from imports.tellings import affected_by_import
from imports.twins import accounts_told_twice, pair_bets, stage_bets_of
from imports.unchanged import Changes, is_any_known, leave_out_unchanged
from imports.understanding import understanding
from imports.whole_groups import Whole, groups_in, hand_over, put_together, stage_whole
from ledger.refusals import collided, overflowed
from web.clock import now
from web.context import acting_as, alone

log = logging.getLogger(__name__)

ATTEMPTS = 4  # of the transaction, when it collides with another
WITHDRAWN = "{count} rows that this file told with other settings before were withdrawn from your book."
PAIRED = "{count} of the bets are told by another export of yours as well. They exist once; each one's page shows both."
TOO_MUCH = (
    "The amounts of this file add up to more than any book holds, so nothing of it was taken in. Look whether a decimal"
    " mark got lost in it."
)
OURS = (
    "Something went wrong on our side while importing this file. Nothing of it was taken in, and the file is kept:"
    " you can import it again."
)


def run(*, upload_id: int, user_id: int, attempt: int) -> bool:
    """Do the whole work of an upload. False when somebody else does it, or it is over."""
    upload = lifecycle.claim(upload_id=upload_id, user_id=user_id, attempt=attempt)
    if upload is None:
        return False
    try:
        _work(upload)
    except Superseded:
        if not lifecycle.end_cancelled(upload):
            log.warning("upload %s was taken over from attempt %s", upload_id, attempt)
    except Cancelled as error:
        lifecycle.end(upload, state=State.CANCELLED, error=error.message)
    except FileError as error:
        lifecycle.end(upload, state=State.FAILED, error=str(error), **_recognised(upload))
    except BooksDisagree as error:
        log.error("upload %s: %s", upload_id, error)
        lifecycle.end(upload, state=State.FAILED, error=error.message)
    except (OperationalError, InterfaceError):
        # The database went away: the sweep sends the upload again when the lease has run out.
        log.exception("upload %s lost its database", upload_id)
        raise
    except Exception:
        log.exception("upload %s failed", upload_id)
        lifecycle.end(upload, state=State.FAILED, error=OURS)
        raise
    return True


def _work(upload: Upload) -> None:
    map_large_blocks()
    with paused(), Heartbeat(upload) as beat:
        reading = read(upload, beat)
        give_back()
        upload.format, upload.format_reason = reading.format.slug, reading.reason
        if not begin(upload):
            raise Superseded
        notes = list(reading.parsed.notes)
        for left in reversed(range(ATTEMPTS)):
            reading.parsed.notes[:] = notes  # without those of an attempt that was rolled back
            try:
                import_reading(upload, reading, beat)
                return
            except (DatabaseError, psycopg.Error) as error:
                if overflowed(error):
                    raise FileError(TOO_MUCH) from error
                if not left or not collided(error):
                    raise
                log.info("upload %s collided with another transaction and is tried again", upload.pk)


def begin(upload: Upload) -> bool:
    """The state for the pages: reading is over."""
    with acting_as(upload.owner_id):
        return lifecycle.begin_import(upload)


def import_reading(upload: Upload, reading: Reading, beat: Heartbeat) -> None:
    """All effects of the file on the database: one transaction."""
    parsed, as_of = reading.parsed, reading.last_at or now()
    with acting_as(upload.owner_id):
        forget_leftovers(upload.pk)  # and be done with it: the other connection may write the same rows again
    with acting_as(upload.owner_id), Beside(upload.owner_id) as beside:
        _prepare(upload, rows=len(parsed.lines), as_of=as_of)
        books = Books(upload.owner, [parsed.lines, parsed.bets, parsed.legs])
        whole = _whole(upload, reading, books)
        is_known = is_any_known(books.account_ids)
        ids = None if is_known or whole else ids_of(len(parsed.lines), len(parsed.bets), beside)
        lines, bets, legs = _of_books(parsed, books, whole)
        beat.at("stage", total=len(lines))
        told = leave_out_unchanged(
            upload,
            lines,
            bets,
            legs,
            account_ids=books.account_ids,
            has_known=is_known,
            with_bets=whole is None,
            beside=beside,
        )
        told = _in_order(told, ids)
        stage_lines(told.lines, told=beat.advance)
        # Handing lines over takes Python itself; from here on the database works on them, and Python may on the words.
        with understanding(told.bets, told.legs) as understood:
            beat.at("lines", total=len(lines))
            left = _take_lines(upload, reading, told, as_of=as_of)
            beat.at("bets", total=len(bets) + len(legs))
            staged = stage_bets(upload.owner, told.bets, told.legs, understood.result(), told=beat.advance)
        merged = keep_told(upload, reading, told, staged, beside)
        hand_over(whole)
        account_ids = sorted({*books.account_ids, *(touched_accounts() if left else ())})
        # Rows that left another book may change how its bets are judged.
        is_apart = told.is_first and not left
        stage_spans([] if is_apart and parsed.balances is None else account_ids)
        bets_merged = BetsMerged()
        affected = affected_by_import(upload, is_apart=is_apart)
        if told.is_first or affected or merged.inserted or merged.updated or left:
            forget_touched()
            twice = accounts_told_twice(
                account_ids, upload_id=upload.pk, format_slug=upload.format, told=books.account_ids
            )
            is_whole = is_apart and not twice
            bets_merged = merge_bets(upload.owner_id, as_of=as_of, is_first=told.is_first, is_whole=is_whole)
            if (paired := pair_and_merge(upload.owner_id, twice, as_of=as_of)) > 0:
                parsed.notes.append(PAIRED.format(count=paired))
            beat.at("journal", total=len(lines))
            post(account_ids, whole=written(told.lines, told.bets) if is_whole else None)
        beat.check()
        if not lifecycle.finish(upload, accounts=books.account_ids, **_report(reading, merged, bets_merged)):
            raise Superseded
        beside.commit(check=beat.check)


def _prepare(upload: Upload, *, rows: int, as_of: datetime) -> None:
    alone(upload.owner_id)
    plan_for(rows)
    stage_observers(upload_id=upload.pk, as_of=as_of)


def _of_books(
    parsed: Parsed, books: Books, whole: Whole | None
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Lines, bets and legs that know their accounts, the latter two digested()."""
    lines, bets, legs = (
        books.assign(frame) for frame in (parsed.lines, whole.bets if whole else parsed.bets, parsed.legs)
    )
    bets = bets.assign(cash_in_lines=parsed.balances is not None)
    return lines, *digested(bets, legs, whole.lines if whole else lines)


def _in_order(told: Changes, ids: Callable[[], Ids] | None) -> Changes:
    """Lines that know who leads, and for a first import the ids of everything."""
    lines = ordered(told.lines)
    # From here on only these are joined with what is known; newer code may read known lines as other bets.
    plan_for(max(len(lines), len(told.bets)))
    if ids is None:
        return replace(told, lines=lines)
    taken = ids()
    bets = numbered_bets(told.bets, lines, taken)
    lines = numbered_lines(lines, bets, taken)
    return replace(told, lines=lines, bets=bets, legs=numbered_legs(told.legs, bets))


def _take_lines(upload: Upload, reading: Reading, told: Changes, *, as_of: datetime) -> int:
    """Merge the staged lines and prove the accounts; how many lines left the book."""
    (store_lines if told.is_first else merge_lines)(upload, as_of=as_of)
    if left := settle_superseded(upload):
        reading.parsed.notes.append(WITHDRAWN.format(count=left))
        if told.is_first:
            touch_first_lines()
    prove_touched_accounts(
        upload.owner_id,
        since=reading.first_at,
        has_balance=reading.parsed.balances is not None,
        fresh=told.lines["account_id"].unique().tolist() if told.is_first else (),
    )
    return left


def pair_and_merge(
    owner_id: int, account_ids: list[int], *, as_of: datetime, changed: Collection[int] = ()
) -> int:
    """Let bets that several formats tell of exist once; `changed` are bets whose pairs changed before.

    How many pairs there are more than before (negative: fewer).
    """
    if not account_ids:
        return 0
    repaired = pair_bets(account_ids)
    if bet_ids := repaired.bet_ids | split_markets(account_ids) | set(changed):
        stage_bets_of(bet_ids)
        merge_bets(owner_id, as_of=as_of, has_file=False)
    return repaired.more


def _whole(upload: Upload, reading: Reading, books: Books) -> Whole | None:
    """The bets of groups of rows that this file shares with others; its lines with account_id, in imp_whole."""
    whole = None
    if reading.frame is not None:
        whole = put_together(upload, reading.format, groups_in(reading), own=reading)
    if whole:
        whole = Whole(whole.bets, books.assign(whole.lines))
    stage_whole(whole)
    return whole


def post(account_ids: list[int], *, whole: Written | None = None) -> None:
    """Bring the journal to what the touched lines and bets now say, or a first import as a whole, and prove it where
    lines may have moved money."""
    plan_as_usual()
    stage_chart(chart_rows(account_ids))
    if whole is None:
        journal.post()
        moved = moved_accounts()
    else:
        plan_in_order()
        journal.post_first(whole)
        moved = account_ids if whole.has_amounts else []
    journal.check_books(moved)


def _recognised(upload: Upload) -> dict[str, Any]:
    return {"format": upload.format, "format_reason": upload.format_reason}


def _report(reading: Reading, lines: LinesMerged, bets: BetsMerged) -> dict[str, Any]:
    """What the upload's row says of a finished import."""
    parsed, proof = reading.parsed, reading.proof
    return {
        "format": reading.format.slug,
        "format_reason": reading.reason,
        "reader": mark(),
        "notes": list(parsed.notes),
        "rows_read": len(parsed.lines) + len(parsed.rejects),
        "inserted": lines.inserted,
        "updated": lines.updated,
        "unchanged": lines.unchanged,
        "rejected": len(parsed.rejects),
        "bets_inserted": bets.inserted,
        "bets_updated": bets.updated,
        "first_at": reading.first_at,
        "last_at": reading.last_at,
        "proof_status": str(proof.status),
        "proof_rows": proof.rows,
        "opening_micro": proof.opening_micro,
        "closing_micro": proof.closing_micro,
        "done": 0,
        "total": 0,
    }
