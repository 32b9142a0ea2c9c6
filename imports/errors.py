"""What an import refuses. The docstring is the sentence a person reads."""

from web.errors import Problem


class ImportRefused(Problem):
    """That file cannot be imported."""


class FileTooLarge(ImportRefused):
    """That file is larger than this installation accepts."""


class NotRunning(ImportRefused):
    """That import is not running any more."""


class StillRunning(ImportRefused):
    """That import is still running. Wait until it is done, or cancel it first."""


class NotUndoable(ImportRefused):
    """Only a finished import can be undone, and only an undone one be brought back."""


class NoSuchPair(ImportRefused):
    """These two bets are not told as one (any more). Load the page again."""


class Cancelled(ImportRefused):
    """You cancelled this import. Nothing of the file was taken in."""


class Superseded(ImportRefused):
    """Another worker has taken this import over."""


class BooksDisagree(ImportRefused):
    """The journal would not have agreed with the statement, so nothing was taken in. It is our fault."""


class SettingInvalid(ImportRefused):
    """One of the import settings is not valid."""
