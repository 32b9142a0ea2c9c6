"""Bets put together from several rows, when those rows are spread over several files.

Smarkets tells a bet in three rows or more, and a market's commission in a row of its own; an export that begins or ends
in between has only some of them. So the bets of a market are put together from its rows in all live files: what is told
is then the same whichever files the rows came in, and in whatever order.
"""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd
from django.db import connection

from imports import intake, sniff
from imports.formats import Format, Options
from imports.formats._columns import RAGGED, RAW, normal
from imports.formats._moments import direction
from imports.models import Upload
from imports.reading import FileError, Reading, options_of
from imports.staging import stage

# Live uploads, beside the one at hand, that tell lines of these groups (the text behind the colon).
OTHERS = """
SELECT DISTINCT u.id FROM imports_upload u
  JOIN imp_observer o ON o.upload_id = u.id
  JOIN imports_row r ON r.upload_id = u.id
  JOIN treasury_statementline l ON l.id = r.line_id
 WHERE u.format = %(format)s AND u.id <> %(upload)s
   AND substr(l.description, strpos(l.description, ': ') + 2) = ANY (%(groups)s)
 ORDER BY u.id
"""
GROUPS_OF = """
SELECT DISTINCT substr(l.description, strpos(l.description, ': ') + 2)
  FROM imports_row r JOIN treasury_statementline l ON l.id = r.line_id
 WHERE r.upload_id = %s AND strpos(l.description, ': ') > 0
"""
WHOLE = {"row": "integer", "account_id": "bigint", "key": "text", "bet_ref": "text"}
# The bets that were put together from these rows before are put together anew.
RELEASED = """
CREATE TEMP TABLE imp_whole_line ON COMMIT DROP AS
SELECT l.id AS line_id, w.bet_ref, i.telling_id
  FROM imp_whole w JOIN treasury_statementline l ON l.account_id = w.account_id AND l.key = w.key
  LEFT JOIN imp_bet_id i ON i.row = w.row;
INSERT INTO imp_released
SELECT DISTINCT t.bet_id, t.account_id, t.ref
  FROM imp_whole_line w JOIN imports_row r ON r.line_id = w.line_id JOIN imports_bettelling t ON t.id = r.telling_id;
UPDATE imports_row r SET telling_id = w.telling_id
  FROM imp_whole_line w, imp_observer o
 WHERE r.line_id = w.line_id AND o.upload_id = r.upload_id AND r.telling_id IS DISTINCT FROM w.telling_id;
UPDATE treasury_statementline l SET bet_ref = w.bet_ref
  FROM imp_whole_line w WHERE l.id = w.line_id AND l.bet_ref IS DISTINCT FROM w.bet_ref
"""


@dataclass(frozen=True)
class Whole:
    """The bets of groups whose rows are spread over files, and which line tells each row of the groups.

    Rows are numbered for their own here; those that stand in the file at hand carry its numbers.
    """

    bets: pd.DataFrame
    lines: pd.DataFrame


def groups_in(reading: Reading) -> set[str]:
    """The groups a file tells of."""
    assert reading.frame is not None
    column = next(name for name in reading.frame.columns if normal(str(name)) == reading.format.group_column)
    return set(reading.frame[column].dropna().str.strip()) - {""}


def groups_of(upload: Upload) -> set[str]:
    """The groups an imported upload tells of."""
    with connection.cursor() as cursor:
        cursor.execute(GROUPS_OF, [upload.pk])
        return {group for (group,) in cursor.fetchall()}


def put_together(
    upload: Upload, found: Format, groups: set[str], *, own: Reading | None = None
) -> Whole | None:
    """The bets of these groups over all live files; None when no other file tells of them. After stage_observers().

    `own` is the file at hand, when it is being imported.
    """
    with connection.cursor() as cursor:
        besides = upload.pk if own is not None else 0
        cursor.execute(OTHERS, {"format": found.slug, "upload": besides, "groups": sorted(groups)})
        others = [pk for (pk,) in cursor.fetchall()]
    if not others:
        return None
    files = [
        _File(other.last_at, other.sha256, _text(other)) for other in Upload.objects.filter(pk__in=others)
    ]
    if own is not None and own.frame is not None:
        files.append(_File(own.last_at, upload.sha256, own.frame, is_own=True))
    parts = [_rows_of(file, found, groups, options_of(upload)) for file in sorted(files, key=_File.rank)]
    return _joined(pd.concat(parts), found, options_of(upload))


@dataclass(frozen=True)
class _File:
    last_at: datetime | None
    sha256: str
    frame: pd.DataFrame
    is_own: bool = False

    def rank(self) -> tuple[bool, datetime | None, str]:
        """As observers are ranked, so that rows of one minute come in one order whoever is imported last."""
        return self.last_at is not None, self.last_at, self.sha256


def _text(upload: Upload) -> pd.DataFrame:
    """The text of a stored file. Raises FileError when its bytes are gone."""
    path = intake.content(upload)
    if not path.is_file():
        raise FileError(
            f"Its bets go on in {upload.filename}, whose bytes are no longer stored here. Send that file once more."
        )
    return sniff.read(path, upload.filename).frame


def _rows_of(file: _File, found: Format, groups: set[str], options: Options) -> pd.DataFrame:
    """The file's rows of these groups, the oldest first, with their line's key and time and, where it is the file at
    hand, the row's number."""
    lines = found.parse(file.frame, options).lines.set_index("row")
    column = next(name for name in file.frame.columns if normal(str(name)) == found.group_column)
    part = file.frame[file.frame[column].str.strip().isin(groups) & file.frame.index.isin(lines.index)]
    told = lines.reindex(part.index)
    part = part.assign(
        _key=told["key"].to_numpy(),
        _time=told["occurred_at"].to_numpy(),
        _row=part.index.to_numpy() if file.is_own else 0,
    )
    return part[::-1] if direction(part["_time"].to_numpy(dtype="datetime64[us]")) < 0 else part


def _joined(rows: pd.DataFrame, found: Format, options: Options) -> Whole:
    """One table in order of time, each line once, read as if it were one file."""
    own = rows[rows["_row"] > 0].set_index("_key")["_row"]
    whole = rows.drop_duplicates("_key").sort_values("_time", kind="stable")
    text = whole.drop(columns=["_key", "_time", "_row", RAGGED, RAW], errors="ignore")
    text.index = pd.RangeIndex(1, len(text) + 1)
    parsed = found.parse(text, options)
    keys = whole["_key"].to_numpy()
    # Rows of the file at hand keep their numbers; the others get numbers that no file has.
    numbers = (
        own.reindex(keys).fillna(pd.Series(-np.arange(1, len(keys) + 1), index=keys)).astype(int).to_numpy()
    )
    bets = parsed.bets.assign(row=numbers[parsed.bets["row"].to_numpy() - 1])
    places = parsed.lines["row"].to_numpy() - 1
    return Whole(bets, parsed.lines.assign(key=keys[places], row=numbers[places]))


def stage_whole(whole: Whole | None) -> None:
    """Make imp_whole (its lines have account_id) and imp_released."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.imp_released, pg_temp.imp_whole_line")
        cursor.execute(
            "CREATE TEMP TABLE imp_released (bet_id bigint, account_id bigint, ref text) ON COMMIT DROP"
        )
    if whole is not None:
        stage("imp_whole", WHOLE, whole.lines)


def hand_over(whole: Whole | None) -> None:
    """Let the lines of all these files tell the bets that were put together. After record_rows()."""
    if whole is not None:
        with connection.cursor() as cursor:
            cursor.execute(RELEASED)
