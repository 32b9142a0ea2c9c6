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
