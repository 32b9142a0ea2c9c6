"""From bytes to frames: sniff, find the format, parse, prove the balance. Nothing here touches what people own."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

import pandas as pd

from imports import formats, intake, not_bets, sniff
from imports.formats import FileError, Format, Options, Parsed
from imports.mapping import saved
from imports.mapping.description import from_json
from imports.mapping.mapped import MappedFormat
from imports.models import Upload
from imports.progress import Heartbeat
from imports.proof import Proof, prove
from web.context import acting_as

__all__ = ["FileError", "Reading", "read"]

MOST_NAMES = 30


@dataclass(frozen=True)
class Reading:
    """A file as its format understands it. first_at and last_at are the times it spans, UTC.

    `frame` is its text, kept only for formats whose bets may be spread over several files.
    """

    format: Format
    reason: str
    parsed: Parsed
    proof: Proof
    first_at: datetime | None
    last_at: datetime | None
    frame: pd.DataFrame | None = None


def read(upload: Upload, beat: Heartbeat) -> Reading:
    """Read a stored file. Raises FileError, whose text a person reads, for one that cannot be used."""
    beat.at("read")
    path = intake.content(upload)
    if not path.is_file():
        raise FileError("The file's bytes are no longer stored here. Send it once more.")
    try:
        table = not_bets.read(path, upload.filename)
        found, reason = own_format(upload, table) or choose(table, upload.options)
    except not_bets.NotBets as known:
        upload.format = known.kind.slug
        raise
    upload.format, upload.format_reason = found.slug, reason
    beat.check()
    parsed = found.parse(table.frame, options_of(upload))
    if not len(parsed.lines) and not len(parsed.rejects):
        raise FileError("The file has a header but no rows. Export a period in which something happened.")
    beat.at("prove", total=len(parsed.lines))
    refused = parsed.rejects["row"].tolist()
    proof = prove(parsed.balances, is_newest_first=found.is_newest_first, refused=refused)
    frame = table.frame if found.group_column else None
    return Reading(found, reason, parsed, proof, *_span(parsed.lines), frame)


def own_format(upload: Upload, table: sniff.Table) -> tuple[Format, str] | None:
    """The person's own mapping: the one chosen for this upload, or one saved for a header that no format claims."""
    if told := upload.options.get("mapping"):
        return cast("Format", MappedFormat(from_json(told))), "You said what its columns mean."
    if upload.options.get("format") or formats.detect(table.sample).format is not None:
        return None
    with acting_as(upload.owner_id):
        found = saved.known(upload.owner, table.header)
    if found is None:
        return None
    return cast(
        "Format", MappedFormat(found)
    ), f"Its columns are those of “{found.name}”, which you described."


def choose(table: sniff.Table, options: dict[str, str]) -> tuple[Format, str]:
    """The format asked for, else the one recognised, and why. Raises FileError when there is none."""
    sample = table.sample
    if slug := options.get("format"):
        try:
            return formats.get(slug), "You chose this format."
        except LookupError as error:
            raise FileError(str(error)) from error
    detected = formats.detect(sample)
    if detected.format is not None:
        return detected.format, detected.why
    if seems := not_bets.likely(table):
        raise seems
    names = ", ".join(f"“{name[:60]}”" for name in sample.columns[:MOST_NAMES])
    known = ", ".join(sorted(found.name for found in formats.all_formats()))
    raise FileError(
        f"This file's format was not recognised. {detected.why} Columns found: {names}. Formats we know: {known}."
        " If it is one of these, choose it in the settings and import the file again;"
        " if not, say what its columns mean."
    )


def options_of(upload: Upload) -> Options:
    """The settings of this import; what was not said is the format's to assume."""
    with acting_as(upload.owner_id):
        owner = upload.owner
    chosen = upload.options
    return Options(
        timezone=chosen.get("timezone"),
        currency=chosen.get("currency"),
        bookmaker=chosen.get("bookmaker"),
        user_currency=owner.currency,
        user_timezone=owner.time_zone,
    )


def _span(lines: pd.DataFrame) -> tuple[datetime | None, datetime | None]:
    times = lines["occurred_at"]
    if not len(times):
        return None, None
    return times.min().to_pydatetime(), times.max().to_pydatetime()
