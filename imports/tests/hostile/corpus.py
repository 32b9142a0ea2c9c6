"""One damaged export for every seed."""

import csv
import io
from dataclasses import dataclass
from functools import cache
from random import Random

from imports import generator
from imports.tests import files
from imports.tests.files import Export
from imports.tests.hostile.cells import TABLE
from imports.tests.hostile.octets import BYTES


@dataclass(frozen=True)
class Hostile:
    """A file; `rows` is its number of data rows, None where bytes were damaged and nobody can say."""

    seed: int
    story: str
    name: str
    data: bytes
    rows: int | None


def made(seed: int) -> Hostile:
    """The damaged file of this seed: an export, up to three damages to its table, then up to two to its bytes."""
    rng = Random(f"hostile:{seed}")
    name, data = _origin(rng)
    told = [name]
    export = files.taken_apart(data)
    damages = rng.sample(TABLE, rng.choice((0, 1, 1, 2, 3)))
    for damage in damages:
        if len(export.header) > 1:
            damage(export, rng)
            told.append(damage.__name__)
    rows: int | None = sum(any(cell.strip() for cell in row) for row in export.rows)
    data = _written(export, rng)
    for spoil in rng.sample(BYTES, rng.choice((0, 0, 1, 1, 2)) if damages else rng.choice((1, 2))):
        data, rows = spoil(data, rng), None
        told.append(spoil.__name__)
    return Hostile(seed, " > ".join(told), f"{name}.csv", data, rows)


def _origin(rng: Random) -> tuple[str, bytes]:
    if rng.random() < 0.5:
        return rng.choice(_fixtures())
    slug = rng.choice(generator.FORMATS)
    return slug, _generated(slug, rng.choice((1, 3, 12, 40)), rng.randrange(5))


@cache
def _fixtures() -> list[tuple[str, bytes]]:
    # A workbook is damaged by tests of its own: as text it is only noise.
    return [(path.parent.name, path.read_bytes()) for path in files.fixtures() if path.suffix == ".csv"]


@cache
def _generated(slug: str, rows: int, seed: int) -> bytes:
    return generator.make(slug, rows, seed, has_idle_rows=bool(seed % 2))


def _written(export: Export, rng: Random) -> bytes:
    if rng.random() < 0.5:
        return export.data()
    out = io.StringIO()
    csv.writer(out, delimiter=export.delimiter, lineterminator="\r\n").writerows(
        [export.header, *export.rows]
    )
    return ("".join(f'"{line}"\n' for line in export.title) + out.getvalue()).encode("utf-8", "surrogatepass")


DAMAGES = {damage.__name__ for damage in (*TABLE, *BYTES)}
