"""The fonts of the paper, which come with Python packages under the SIL Open Font License, and what they cannot write.

Noto Sans and its sisters for other scripts; Chinese, Japanese and Korean from Noto Sans CJK. A sign that none of them
has is written as its number, [U+1234], and counted: never a silent box.
"""

import struct
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import manimgx_fonts
import manimgx_fonts_cjk
import typst

FOLDERS = [Path(manimgx_fonts.__file__).parent, Path(manimgx_fonts_cjk.__file__).parent]
BASIC = frozenset(range(0x20, 0x7F)) | frozenset(range(0xA0, 0x180))
# Joiners and direction marks: nothing is drawn for them, and an override would turn the rest of the line round.
IGNORED = frozenset(
    [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), *range(0xFE00, 0xFE10), 0xFEFF]
)
FIRST, CJK = "Noto Sans", "Noto Sans CJK"


@cache
def fonts() -> Any:
    """What the typesetter takes: ours alone, so that the paper is the same on every machine."""
    return typst.Fonts(False, False, [str(folder) for folder in FOLDERS])  # noqa: FBT003  (system, embedded)


@cache
def families() -> list[str]:
    """All families, the one for Latin, Greek and Cyrillic first, those for Chinese, Japanese and Korean after it."""
    return sorted(
        fonts().families(),
        key=lambda name: (name != FIRST, not name.startswith(f"{CJK} SC"), not name.startswith(CJK), name),
    )


@dataclass
class Pen:
    """Writes texts in signs that the fonts have; `unknown` counts those that it had to write as numbers."""

    unknown: dict[str, int] = field(default_factory=dict)

    def write(self, told: Any) -> Any:
        """The same structure of dicts and lists with every text made writable."""
        if isinstance(told, str):
            return self.text(told)
        if isinstance(told, dict):
            return {key: self.write(value) for key, value in told.items()}
        return [self.write(value) for value in told] if isinstance(told, (list, tuple)) else told

    def text(self, text: str) -> str:
        """One text."""
        if BASIC.issuperset(map(ord, text)):
            return text
        return "".join(map(self._sign, text))

    def _sign(self, sign: str) -> str:
        code = ord(sign)
        if code in IGNORED:
            return ""
        if code in BASIC or code in coverage():
            return sign
        if code < 0x20 or 0x7F <= code < 0xA0:
            return " "
        self.unknown[sign] = self.unknown.get(sign, 0) + 1
        return f"[U+{code:04X}]"


@cache
def coverage() -> frozenset[int]:
    """Every code point that some font has a glyph for."""
    found: set[int] = set()
    for folder in FOLDERS:
        for path in sorted([*folder.glob("*.tt[fc]"), *folder.glob("*.otf")]):
            found |= code_points(path.read_bytes())
    return frozenset(found)


def code_points(data: bytes) -> set[int]:
    """What the fonts of a file have glyphs for, by their cmap tables (formats 4 and 12)."""
    starts = [0]
    if data[:4] == b"ttcf":
        (count,) = struct.unpack_from(">I", data, 8)
        starts = list(struct.unpack_from(f">{count}I", data, 12))
    found: set[int] = set()
    seen: set[int] = set()
    for start in starts:
        (tables,) = struct.unpack_from(">H", data, start + 4)
        for place in range(start + 12, start + 12 + 16 * tables, 16):
            tag, _, offset, _ = struct.unpack_from(">4sIII", data, place)
            if tag == b"cmap" and offset not in seen:
                seen.add(offset)
                found |= _cmap(data, offset)
    return found


def _cmap(data: bytes, base: int) -> set[int]:
    found: set[int] = set()
    (count,) = struct.unpack_from(">H", data, base + 2)
    offsets = {struct.unpack_from(">HHI", data, base + 4 + 8 * n)[2] for n in range(count)}
    for offset in offsets:
        (form,) = struct.unpack_from(">H", data, base + offset)
        if form == 12:
            found |= _groups(data, base + offset)
        elif form == 4:
            found |= _segments(data, base + offset)
    return found


def _groups(data: bytes, at: int) -> set[int]:
    (count,) = struct.unpack_from(">I", data, at + 12)
    found: set[int] = set()
    for first, last, _ in struct.iter_unpack(">III", data[at + 16 : at + 16 + 12 * count]):
        found.update(range(first, last + 1))
    return found


def _segments(data: bytes, at: int) -> set[int]:
    (double,) = struct.unpack_from(">H", data, at + 6)
    count = double // 2
    ends = struct.unpack_from(f">{count}H", data, at + 14)
    starts = struct.unpack_from(f">{count}H", data, at + 16 + double)
    found: set[int] = set()
    for first, last in zip(starts, ends, strict=True):
        if first != 0xFFFF:
            found.update(range(first, last + 1))
    return found
