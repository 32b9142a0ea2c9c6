"""Believable export files with a true running balance, for tests, benchmarks and the demo.

Independent of the importer on purpose: it imports nothing of formats, sniffing or proof, so that one cannot
excuse the other. The same format, rows and seed give the same bytes.
"""

import pkgutil
from importlib import import_module
from random import Random
from types import ModuleType


def module_of(slug: str) -> ModuleType:
    """What writes the files of a format: `make(rows, rng, *, has_idle_rows)` and TELLS, words of every kind of row."""
    return import_module(f"{__name__}.{slug.replace('-', '_')}")


def _formats() -> tuple[str, ...]:
    """The slugs of the modules here that write files; the others help them."""
    slugs = [module.name.replace("_", "-") for module in pkgutil.iter_modules(__path__)]
    return tuple(sorted(slug for slug in slugs if hasattr(module_of(slug), "make")))


FORMATS = _formats()


def make(slug: str, rows: int, seed: int = 1, *, has_idle_rows: bool = False) -> bytes:
    """A complete export of `rows` data rows. Raises ValueError for an unknown format or a negative number.

    has_idle_rows adds what real statements have now and then: rows of nothing (a lost bet's own row at
    Sportsbet, a bonus in Betfair's bonus columns). They are left out otherwise because no running balance can
    miss them."""
    if slug not in FORMATS:
        raise ValueError(f"There is no generator for {slug!r}; there is {', '.join(FORMATS)}.")
    if rows < 0:
        raise ValueError("A file has no negative number of rows.")
    module = module_of(slug)
    rng = Random(f"{slug}:{seed}")  # noqa: S311  believable, not secret
    made: bytes = module.make(rows, rng, has_idle_rows=has_idle_rows)
    return made
