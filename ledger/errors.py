"""What the ledger refuses. The docstring is the sentence a person may be shown; str() has the details for a log."""

import inspect

from web.errors import Problem


class LedgerError(Problem):
    """The ledger refused this entry."""

    @property
    def message(self) -> str:
        """The user's sentence, which names no key and no account."""
        return " ".join((inspect.getdoc(type(self)) or "").split())

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else self.message


class IdempotencyConflict(LedgerError):
    """This entry was already written, with different content."""

    def __init__(self, key: str, field: str) -> None:
        super().__init__(f"{key} is already posted with another {field}")
        self.key = key
        self.field = field


class UnknownAccount(LedgerError):
    """There is no such account."""


class ForeignAccount(LedgerError):
    """That account belongs to somebody else."""


class CurrencyMismatch(LedgerError):
    """An account holds one currency, and the entry is in another."""


class FloorBroken(LedgerError):
    """There is not enough in the account."""


class TransactionClosed(LedgerError):
    """This transaction is complete: nothing can be added to it."""


class AlreadyReversed(LedgerError):
    """This entry is already reversed."""


class NotReversible(LedgerError):
    """A reversal cannot itself be reversed."""


class EntryInvalid(LedgerError):
    """An entry needs a positive amount, two different accounts and a key."""


class FactsConflict(LedgerError):
    """A fact was given twice, or was posted before in a scope said to be new."""


class UnknownHold(LedgerError):
    """There is no such hold."""


class HoldExceeded(LedgerError):
    """That is more than the hold has left."""


class HoldEnded(LedgerError):
    """This hold has ended."""


class HoldPosted(HoldEnded):
    """This hold was already posted."""


class HoldVoided(HoldEnded):
    """This hold was already voided."""


class HoldExpired(HoldEnded):
    """This hold has expired."""


class HoldNotDue(LedgerError):
    """This hold does not expire yet."""


class HoldRequired(LedgerError):
    """Held money is placed, posted, voided or expires; it does not move otherwise."""


class SigningKeyUnusable(LedgerError):
    """The key that signs the head of the chain cannot be used."""


class HeadNotTrusted(LedgerError):
    """This is not a head that we signed."""
