"""Which code read a file: a mark that changes with everything that decides what rows and bets mean.

It is part of the digest of what is told of a bet: what we have learned to read better is told anew.
"""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings

DECIDING = (
    "imports/formats/*.py",
    "imports/bet*.py",
    "imports/catalogue.py",
    "imports/mapping/*.py",
    "imports/participants.py",
    "imports/understanding.py",
    "bets/abbreviations.py",
    "bets/folding.py",
    "bets/free_text.py",
    "bets/kinds.py",
    "bets/patterns.py",
    "bets/recognition.py",
    "bets/sides.py",
    "bets/sports.py",
    "bets/teams.py",
)


@cache
def mark() -> str:
    """Twelve hexadecimal digits of the code that reads files."""
    digest = hashlib.sha256()
    for pattern in DECIDING:
        for path in sorted(Path(settings.BASE_DIR).glob(pattern)):
            digest.update(f"{path.name}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:12]
