"""What the sources of closes refuse. The docstring is the sentence a person reads."""

from rounds.errors import RoundsProblem


class OracleProblem(RoundsProblem):
    """This source does not allow that."""


class SourceInvalid(OracleProblem):
    """A source cannot be set up like that."""


class NoManualSource(OracleProblem):
    """Closes are said by staff only where a manual source is set up for the instrument."""


class CloseNotSaid(OracleProblem):
    """That is no close that could be said."""


class MayNotSay(OracleProblem):
    """Closes are said by staff who hold the right to."""


class AnswerMissing(OracleProblem):
    """An answer to a dispute gives a reason."""


class AnsweredBefore(OracleProblem):
    """This dispute was answered before."""
