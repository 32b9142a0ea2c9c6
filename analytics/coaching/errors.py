"""What a coach or client is told when something cannot be done."""

from web.errors import Problem


class CoachingProblem(Problem):
    """That cannot be done between a coach and a client."""


class NotUsable(CoachingProblem):
    """This invitation cannot be used: it was used, taken back, has expired or is another's. Ask for a new one."""


class AlreadyTogether(CoachingProblem):
    """You are connected already. End that first if you want to begin anew."""


class TooManyOpen(CoachingProblem):
    """You have as many open invitations as can be kept. Take some back first."""


class TooManyClients(CoachingProblem):
    """You have as many clients as one coach can have here. End with some first."""


class NothingShown(CoachingProblem):
    """Tick at least one of patterns, results and times of day, or there is nothing to look at."""


class DayMissing(CoachingProblem):
    """The last day lies in the past. Leave it empty, or choose today or later."""


class EndedAlready(CoachingProblem):
    """That had ended before. Nothing was changed."""


class NotShared(CoachingProblem):
    """Your client has not agreed to get notes from you here. Keep the note private, or ask them."""
