"""What is refused of bets by hand. The docstring is the sentence a person reads."""

from web.errors import Problem


class HandRefused(Problem):
    """That cannot be done with this bet."""


class NoSuchBet(HandRefused):
    """There is no such bet (any more)."""

    status = 404


class ChangedMeanwhile(HandRefused):
    """This bet was changed meanwhile, perhaps in another window. Look at it as it stands now, and say it again."""

    status = 409


class SettledByFile(HandRefused):
    """A file settles this bet, and a file goes before what is said by hand. Undo the upload if it is wrong."""

    status = 409


class NotByHand(HandRefused):
    """A file tells this bet, so its words, odds and stake cannot be edited here. You can settle it while it is open,
    and annotate it."""

    status = 409


class ToldByStatement(HandRefused):
    """The rows of a statement move this bet's money, so it cannot be put into the trash. Undo the upload if it is
    wrong."""

    status = 409
