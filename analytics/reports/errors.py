"""What a report refuses. The docstring is the sentence a person reads."""

from web.errors import Problem


class ReportProblem(Problem):
    """That report cannot be made."""


class DaysMissing(ReportProblem):
    """Say which month, year or days the report is of."""


class TooMany(ReportProblem):
    """You have as many reports as can be kept. Delete some first."""


class NotRunning(ReportProblem):
    """That report is not being made any more."""


class StillRunning(ReportProblem):
    """That report is still being made. Cancel it first."""


class Cancelled(ReportProblem):
    """You cancelled this report."""


class Superseded(ReportProblem):
    """Another worker has taken this report over."""


class TooLong(ReportProblem):
    """That is too much for one file. Ask for fewer days, or for CSV."""
