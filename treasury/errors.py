"""What adjusting an account refuses. The docstring is the sentence a person reads."""

from web.errors import Problem


class AdjustmentRefused(Problem):
    """This adjustment cannot be recorded."""


class DifferenceChanged(AdjustmentRefused):
    """The difference is not what it was when you looked, so nothing was recorded. Look again."""


class RecordedAlready(AdjustmentRefused):
    """This is recorded already."""


class NothingToAdjust(AdjustmentRefused):
    """An adjustment of nothing changes nothing. Give an amount."""


class ReasonMissing(AdjustmentRefused):
    """Say why: an adjustment without a reason cannot be understood later."""


class StatementRefused(Problem):
    """This statement was not imported."""


class LineConflict(Problem):
    """The chain told this line before, with another amount. Nothing was recorded."""


class ResolutionRefused(Problem):
    """This break cannot be resolved like that."""


class SettledAlready(ResolutionRefused):
    """Somebody was faster: this break is not as you saw it. Look again."""


class SecondPersonNeeded(ResolutionRefused):
    """You proposed this yourself. Another person has to confirm it."""


class MayNot(ResolutionRefused):
    """Your role does not allow that."""

    status = 403


class MoneyRefused(Problem):
    """This cannot be paid."""


class TooLittle(MoneyRefused):
    """That is less than the least that can be withdrawn."""


class NotEnough(MoneyRefused):
    """You have less than that available."""


class OwnAddress(MoneyRefused):
    """That is an address of this site. Give one of your own wallet."""


class AskedOtherwise(MoneyRefused):
    """This request was sent before with another amount or address. Begin again."""


class TooLate(MoneyRefused):
    """Too late: this withdrawal has moved on. Look at its steps."""


class OwnWithdrawal(MoneyRefused):
    """Nobody decides on a withdrawal of their own."""


class ApprovedAlready(MoneyRefused):
    """You have approved this already: the second approval is another person's."""


class NotProved(MoneyRefused):
    """The network does not prove that this can never be paid any more, so the money stays set aside."""


class UnknownReference(MoneyRefused):
    """Nobody has this reference."""


class SignatureWrong(MoneyRefused):
    """The signature of this message is missing, wrong or too old."""

    status = 401


class MessageWrong(MoneyRefused):
    """This message cannot be understood."""

    status = 400


class ReplayDiffers(MoneyRefused):
    """A message with this id was received before, with other content."""

    status = 409


class AmountInvalid(MoneyRefused):
    """That is no amount that can be paid."""


class OtherCurrency(MoneyRefused):
    """That is not a currency that is paid here."""
