"""The file of somebody's columns: written aside and renamed, mapped into memory, and believed only when it fits.

    betsite columns 1\\n | length and CRC of the head | head (JSON) | arrays, each at a multiple of 64 bytes

The folder is the server's user's alone (0700, files 0600). A file that is torn, of another person, stamp, zone or
form of the software is taken for none.
"""

import fcntl
import json
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
from django.conf import settings

from analytics.columns import wire
from analytics.columns.build import KIND, STORED, Columns
from analytics.terms import ODDS, STAKES

MAGIC = b"betsite columns 1\n"
ALIGNED = 64
FORM = zlib.crc32(
    repr((wire.FIELDS, KIND, STORED, wire.WORDS, ODDS, STAKES)).encode()
)  # what the numbers mean
HEAD_BYTES = 24  # two decimal numbers, with room


@dataclass(frozen=True)
class Fit:
    """For whom, under which stamp and in which time zone a file holds."""

    owner: int
    stamp: UUID
    zone: str

    @property
    def said(self) -> dict[str, Any]:
        """As the head says it."""
        return {"owner": self.owner, "stamp": str(self.stamp), "zone": self.zone}


def folder() -> Path:
    """Where the files lie; made when it is not there."""
    place = Path(settings.READ_STORE)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def path_of(owner: int) -> Path:
    """The file of one person."""
    return folder() / f"{int(owner)}.columns"


def load(fit: Fit) -> Columns | None:
    """The columns that hold for `fit`, mapped; None when there are none."""
    found = load_former(fit)
    return found[1] if found and found[0] == fit else None


def load_former(fit: Fit) -> tuple[Fit, Columns] | None:
    """The columns of this person and time zone under whatever stamp, mapped; None when there are none."""
    try:
        with path_of(fit.owner).open("rb") as file:
            head = _head(file.read(len(MAGIC) + HEAD_BYTES), file)
            if head is None or (head["owner"], head["zone"], head["form"]) != (fit.owner, fit.zone, FORM):
                return None
            mapped = np.memmap(file, np.uint8, mode="r")
    except (OSError, ValueError):
        return None
    if len(mapped) != head["bytes"]:
        return None
    found: dict[str, dict[str, np.ndarray]] = {"rows": {}, "kinds": {}}
    for part, name, form, start, length in head["arrays"]:
        whole = np.dtype(form).itemsize * length
        found[part][name] = np.asarray(mapped[start : start + whole]).view(form)
    columns = Columns(found["rows"], found["kinds"], head["currencies"])
    return Fit(fit.owner, UUID(head["stamp"]), fit.zone), columns


def save(fit: Fit, columns: Columns) -> None:
    """Write the file aside and put it into its place; whoever reads the former one goes on reading it."""
    place = path_of(fit.owner)
    aside = place.with_suffix(f".{os.getpid()}.new")
    arrays = [
        (part, name, values)
        for part, of in (("rows", columns.rows), ("kinds", columns.kinds))
        for name, values in of.items()
    ]
    head, starts = _written_head(fit, columns, arrays)
    try:
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(head)
            for (_, _, values), start in zip(arrays, starts, strict=True):
                file.seek(start)
                file.write(np.ascontiguousarray(values).data)
            file.truncate(_end(arrays, starts))
        aside.rename(place)
    finally:
        aside.unlink(missing_ok=True)


def remove(owner: int) -> None:
    """Take somebody's file away, if there is one."""
    for path in (path_of(owner), path_of(owner).with_suffix(".lock")):
        path.unlink(missing_ok=True)


def owners() -> list[int]:
    """Whose files there are."""
    return [int(path.stem) for path in folder().glob("*.columns") if path.stem.isdigit()]


@contextmanager
def alone(owner: int) -> Iterator[None]:
    """One process at a time makes a person's file; the others wait and find it made."""
    descriptor = os.open(path_of(owner).with_suffix(".lock"), os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _head(beginning: bytes, file: Any) -> dict[str, Any] | None:
    if not beginning.startswith(MAGIC) or len(beginning) < len(MAGIC) + HEAD_BYTES:
        return None
    length, crc = map(int, beginning[len(MAGIC) :].split())
    text = file.read(length)
    return json.loads(text) if zlib.crc32(text) == crc else None


def _written_head(fit: Fit, columns: Columns, arrays: list[Any]) -> tuple[bytes, list[int]]:
    """The head and where each array begins; the head's length depends on them, so room is left."""
    room = _aligned(2_000 + 200 * len(arrays) + 40 * len(columns.currencies))
    starts, place = [], room
    for _, _, values in arrays:
        starts.append(place)
        place = _aligned(place + values.nbytes)
    told = [
        (part, name, values.dtype.str, start, len(values))
        for (part, name, values), start in zip(arrays, starts, strict=True)
    ]
    head = fit.said | {
        "form": FORM,
        "arrays": told,
        "currencies": columns.currencies,
        "bytes": _end(arrays, starts),
    }
    text = json.dumps(head).encode()
    numbers = f"{len(text)} {zlib.crc32(text)}".ljust(HEAD_BYTES).encode()
    if len(MAGIC) + len(numbers) + len(text) > room:
        raise ValueError("The head of a file of columns has no room.")
    return MAGIC + numbers + text, starts


def _end(arrays: list[Any], starts: list[int]) -> int:
    return starts[-1] + arrays[-1][2].nbytes


def _aligned(place: int) -> int:
    return -(-place // ALIGNED) * ALIGNED
