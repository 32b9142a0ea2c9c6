from treasury.models.adjustments import Adjustment, Sort
from treasury.models.deposits import (
    BANK,
    ChainCursor,
    Deposit,
    DepositAddress,
    DepositState,
    WebhookEvent,
    WebhookSecret,
)
from treasury.models.lines import TRANSFERS, LineKind, StatementLine, StatementLineQuerySet
from treasury.models.simulated import SimulatedBlock, SimulatedTransaction
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
    "TRANSFERS",
    "Adjustment",
    "Approval",
    "ChainCursor",
    "Deposit",
    "DepositAddress",
    "DepositState",
    "LineKind",
    "ProvedSpan",
    "SignedTransaction",
    "SimulatedBlock",
    "SimulatedTransaction",
    "Sort",
    "StatementLine",
    "StatementLineQuerySet",
    "WalletNonce",
    "WebhookEvent",
    "WebhookSecret",
    "Withdrawal",
    "WithdrawalState",
    "WithdrawalStep",
]
