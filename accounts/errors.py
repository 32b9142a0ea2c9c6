"""What the rules about people may refuse."""

from web.errors import Problem


class AccountProblem(Problem):
    """That cannot be done with this account."""


class LinkOnlyOnThisMachine(AccountProblem):
    """A sign-in link is only made for the machine Betsite runs on, and only where no mail is set up."""
