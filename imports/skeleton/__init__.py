"""A new export format that works at once: a real format of an invented bookmaker, renamed, with its fixture.

statement.py and tracker.py beside this are formats like those in imports/formats, checked and tested like them. They
become a new one by other names; a person then changes columns, types and rows to those of the bookmaker's own file.
"""

import importlib.util
import keyword
import re
from dataclasses import dataclass
from pathlib import Path

from imports import expected, sniff
from imports.formats import Format, Options, all_formats
from imports.mapping.mapped import SLUG as MAPPED

KINDS = ("statement", "tracker")
LONGEST = 40
SAMPLE = "sample.csv"
OPTIONS = Options(user_currency="EUR")  # as the contract tests read every fixture

_NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_TITLE = re.compile(r"[\w .&'’+!/-]{1,40}")


class FormatRefused(Exception):
    """No new format can be made of this. The text says why, to the person who asked for it."""


@dataclass(frozen=True)
class Names:
    """What a new format is called: `my_bookie` in code, `my-bookie` as slug, "My Bookie" to people."""

    module: str
    title: str

    @property
    def slug(self) -> str:
        return self.module.replace("_", "-")

    @property
    def words(self) -> str:
        """As its own column begins; told by the name and not by the title, so that no two formats share it."""
        return self.module.replace("_", " ")

    def renamed(self, text: str) -> str:
        """The skeleton's text with these names in the place of the invented ones."""
        text = text.replace("some bookie ref", f"{self.words} ref")
        text = text.replace("Some Bookie Ref", f"{self.words.title()} Ref")
        text = text.replace("SomeBookie", "".join(map(str.capitalize, self.module.split("_"))))
        return text.replace("some-bookie", self.slug).replace("Some Bookie", self.title)


def create(root: Path, name: str, *, title: str = "", kind: str = KINDS[0]) -> list[Path]:
    """Write a format and its fixture below `root`, the checkout; the files written. Raises FormatRefused."""
    names = checked(root, name, title)
    if kind not in KINDS:
        raise FormatRefused(f"“{kind}” is no kind of format: KIND is {' or '.join(KINDS)}.")
    here = Path(__file__).parent
    module, sample, told = _files(root, names)
    sample.parent.mkdir(parents=True)
    module.write_text(names.renamed((here / f"{kind}.py").read_text(encoding="utf-8")), encoding="utf-8")
    sample.write_text(names.renamed((here / f"{kind}.csv").read_text(encoding="utf-8")), encoding="utf-8")
    table, found = sniff.read(sample), load(module)
    read = found.parse(table.frame, OPTIONS)
    told.write_text(expected.as_text(expected.told(found, read)), encoding="utf-8")
    return [module, sample, told]


def checked(root: Path, name: str, title: str = "") -> Names:
    """The names of a new format. Raises FormatRefused."""
    if name.startswith("_"):
        raise FormatRefused(
            f"“{name}” begins with an underscore: such modules are the formats' common parts and are not looked up."
        )
    if not _NAME.fullmatch(name) or len(name) > LONGEST:
        raise FormatRefused(
            f"“{name}” is no name for a format. It begins with a letter and has small letters, digits and single"
            f" underscores, {LONGEST} at most: make new-format NAME=my_bookie."
        )
    if keyword.iskeyword(name) or name == MAPPED:
        raise FormatRefused(f"“{name}” is a word that is taken. Choose another name.")
    names = Names(name, " ".join(title.split()) or name.replace("_", " ").title())
    if not _TITLE.fullmatch(names.title):
        raise FormatRefused(f"The title “{title}” must be letters, digits and spaces, 40 at most.")
    module, sample, _ = _files(root, names)
    if not module.parent.is_dir() or not sample.parent.parent.is_dir():
        raise FormatRefused(f"{root} is no checkout of Betsite: it has no {module.parent.relative_to(root)}.")
    slugs = {found.slug for found in all_formats()}
    if module.exists() or sample.parent.exists() or names.slug in slugs:
        raise FormatRefused(
            f"There is a format {names.slug} already. Change that one, or choose another name."
        )
    return names


def _files(root: Path, names: Names) -> tuple[Path, Path, Path]:
    """Where the format, its fixture and what is expected of it lie."""
    sample = root / "imports" / "tests" / "fixtures" / names.slug / SAMPLE
    return (
        root / "imports" / "formats" / f"{names.module}.py",
        sample,
        sample.with_suffix(".expected.json"),
    )


def load(path: Path) -> Format:
    """The format of a module that may lie in another checkout than this program's."""
    spec = importlib.util.spec_from_file_location(f"new_format_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Format = module.FORMAT
    return found
