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


class MayNot(RoundsProblem):
    """Your role does not allow this."""


class ReasonMissing(RoundsProblem):
    """Say why."""


class EndedAlready(RoundsProblem):
    """This round has ended, and stays as it is."""


class NotEnded(RoundsProblem):
    """The wagers of a round are told when it has ended."""

    status = 409


class ForcedUnknown(RoundsProblem):
    """A result is up, down or void."""


class ProposedAlready(RoundsProblem):
    """Another result is proposed for this round: confirm it, or withdraw it first."""


class DecidedAlready(RoundsProblem):
    """Somebody has decided this already."""


class SecondPersonNeeded(RoundsProblem):
    """You proposed this. Another person has to confirm it."""


class OwnInterest(RoundsProblem):
    """Who wagered on a round does not say how it ends."""


class TwoNeeded(RoundsProblem):
    """This round is locked, so its result may be known: two of the staff void it. Propose it, another confirms."""


class AmountInvalid(RoundsProblem):
    """That is no amount. Write it like 12.50."""


class DemoRefused(RoundsProblem):
    """The demonstration makes money, so it runs on the simulated network alone, and never in production."""


class DemoStuck(RoundsProblem):
    """The demonstration did not come to its end."""
