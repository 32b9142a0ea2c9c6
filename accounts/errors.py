"""What the rules about people may refuse."""

from web.errors import Problem


class AccountProblem(Problem):
    """That cannot be done with this account."""


class LinkOnlyOnThisMachine(AccountProblem):
    """A sign-in link is only made for the machine Betsite runs on, and only where no mail is set up."""


class KeyInvalid(AccountProblem):
    """Send an Idempotency-Key of 1 to 255 characters with this request."""

    status = 400


class KeyReused(AccountProblem):
    """This Idempotency-Key was used for another request. Use a new key."""

    status = 409


class LimitSame(AccountProblem):
    """That is your limit already."""


class LimitWaits(AccountProblem):
    """This change cannot be confirmed now: its time has not come, or it was cancelled."""


class PauseLength(AccountProblem):
    """A break lasts from 24 hours to six weeks, a self-exclusion 90 days at least."""


class PauseShorter(AccountProblem):
    """You have asked for a longer time already. It can be made longer, never shorter."""


class ScopeUnknown(AccountProblem):
    """Choose at least one of the scopes there are."""


class TokenInvalid(AccountProblem):
    """This token does not work (any more)."""

    status = 401


class TokenReused(AccountProblem):
    """This refresh token was used before, so all tokens made from it have been revoked. Make a new one."""

    status = 401


class ScopeMissing(AccountProblem):
    """This token may not do that."""

    status = 403


class TargetRefused(AccountProblem):
    """Webhooks are not sent to this address."""


class TooManyEndpoints(AccountProblem):
    """Twenty webhooks are the most. Remove one first."""


class EventUnknown(AccountProblem):
    """There is no such event."""
