"""What rounds refuse. The docstring is the sentence a person reads."""

from web.errors import Problem


class RoundsProblem(Problem):
    """This round does not allow that."""


class RoundClosed(RoundsProblem):
    """This round takes no wagers any more. Nothing was taken from your wallet."""


class AmountTooSmall(RoundsProblem):
    """A wager is at least one millionth."""


class NotEnough(RoundsProblem):
    """There is not so much in your wallet. Nothing was taken from it."""


class WageredOtherwise(RoundsProblem):
    """This form was sent before, with another wager. Look at your wagers before you send a new one."""


class NoReference(RoundsProblem):
    """No round opens before the close of the session before is known."""


class NoSession(RoundsProblem):
    """The exchange has no session on this day."""


class TooLateToOpen(RoundsProblem):
    """This session is too near its close, or over: no round opens for it."""


class OpenAlready(RoundsProblem):
    """A round is open already, and one is open at a time."""


class NotLocked(RoundsProblem):
    """This round still takes wagers: lock it first."""


class TooEarly(RoundsProblem):
    """The session of this round has not closed yet."""


class NoResult(RoundsProblem):
    """There is no close to settle by. Give one, or a result that two of the staff vouch for."""


class LockInThePast(RoundsProblem):
    """A lock can be moved to an earlier moment that is still to come, never to a later one."""


class PoolDiffers(RoundsProblem):
    """The journal holds another amount for this round than its wagers say. Nothing was paid; look into it first."""
