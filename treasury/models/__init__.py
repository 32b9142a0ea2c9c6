from treasury.models.adjustments import Adjustment, Sort
from treasury.models.breaks import PERSONAL, Break, BreakEvent, BreakKind, Resolution, Status
from treasury.models.house import HouseLine, LineEvent, Match, Source, State, Statement
from treasury.models.lines import TRANSFERS, LineKind, StatementLine, StatementLineQuerySet
from treasury.models.solvency import AuditExport, DaySolvency
from treasury.models.spans import ProvedSpan

__all__ = [
    "PERSONAL",
    "TRANSFERS",
    "Adjustment",
    "AuditExport",
    "Break",
    "BreakEvent",
    "BreakKind",
    "DaySolvency",
    "HouseLine",
    "LineEvent",
    "LineKind",
    "Match",
    "ProvedSpan",
    "Resolution",
    "Sort",
    "Source",
    "State",
    "Statement",
    "StatementLine",
    "StatementLineQuerySet",
    "Status",
]
