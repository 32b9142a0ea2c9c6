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
