from treasury.models.adjustments import Adjustment, Sort
from treasury.models.breaks import PERSONAL, Break, BreakEvent, BreakKind, Resolution, Status
from treasury.models.deposits import (
    BANK,
    ChainCursor,
    Deposit,
    DepositAddress,
    DepositState,
    WebhookEvent,
    WebhookSecret,
)
from treasury.models.house import HouseLine, LineEvent, Match, Source, State, Statement
from treasury.models.lines import TRANSFERS, LineKind, StatementLine, StatementLineQuerySet
from treasury.models.simulated import SimulatedBlock, SimulatedTransaction
from treasury.models.solvency import AuditExport, DaySolvency
from treasury.models.spans import ProvedSpan
from treasury.models.withdrawals import (
    Approval,
    SignedTransaction,
    WalletNonce,
    Withdrawal,
    WithdrawalState,
    WithdrawalStep,
)

__all__ = [
    "BANK",
    "PERSONAL",
    "TRANSFERS",
    "Adjustment",
    "Approval",
    "AuditExport",
    "Break",
    "BreakEvent",
    "BreakKind",
    "ChainCursor",
    "DaySolvency",
    "Deposit",
    "DepositAddress",
    "DepositState",
    "HouseLine",
    "LineEvent",
    "LineKind",
    "Match",
    "ProvedSpan",
    "Resolution",
    "SignedTransaction",
    "SimulatedBlock",
    "SimulatedTransaction",
    "Sort",
    "Source",
    "State",
    "Statement",
    "StatementLine",
    "StatementLineQuerySet",
    "Status",
    "WalletNonce",
    "WebhookEvent",
    "WebhookSecret",
    "Withdrawal",
    "WithdrawalState",
    "WithdrawalStep",
]
