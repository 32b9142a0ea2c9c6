"""Keep what a file told: of its bets (tellings), of its rows (their fates), what was refused, where balances break."""

from functools import partial

from imports.beside import Beside, is_worth_it
from imports.bet_staging import Staged, stage_staged
from imports.findings import keep_breaks, keep_rejects
from imports.merge import LinesMerged, first_fates, record_first_rows, record_rows, stage_first_rows
from imports.models import Upload
from imports.reading import Reading
from imports.same import record_all
from imports.staging import plan_for
from imports.tellings import Teller, assign_bets, assign_first_bets, keep_first_tellings
from imports.unchanged import Changes


def keep_told(upload: Upload, reading: Reading, told: Changes, staged: Staged, beside: Beside) -> LinesMerged:
    """The fates of the rows. After the lines were merged; makes imp_bet_id for the steps after."""
    if told.is_first:
        merged = _keep_first(upload, reading.format, told, staged, beside)
    else:
        assign_bets(upload.owner_id, reading.format)
        merged = record_rows(upload).with_unchanged(record_all(upload.pk) + told.recorded)
    keep_rejects(upload, reading.parsed.rejects)
    keep_breaks(upload, reading)
    return merged


def _keep_first(upload: Upload, teller: Teller, told: Changes, staged: Staged, beside: Beside) -> LinesMerged:
    """Of a large file the other connection does it, unless corrections changed what is in this one's tables."""
    is_corrected = assign_first_bets()
    if is_corrected or not is_worth_it(len(told.lines)):
        _write_first(upload, teller)
    else:
        beside.do(partial(_write_beside, upload, teller, told, staged))
    return first_fates(told.lines)


def _write_beside(upload: Upload, teller: Teller, told: Changes, staged: Staged) -> None:
    plan_for(len(told.lines))
    stage_first_rows(told.lines)
    stage_staged(staged)
    _write_first(upload, teller)


def _write_first(upload: Upload, teller: Teller) -> None:
    keep_first_tellings(upload.owner_id, teller)
    record_first_rows(upload)
