from treasury.models.adjustments import Adjustment, Sort
from treasury.models.lines import TRANSFERS, LineKind, StatementLine, StatementLineQuerySet
from treasury.models.spans import ProvedSpan

__all__ = [
    "TRANSFERS",
    "Adjustment",
    "LineKind",
    "ProvedSpan",
    "Sort",
    "StatementLine",
    "StatementLineQuerySet",
]
