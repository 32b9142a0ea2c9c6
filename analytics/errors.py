"""What questions about bets may be refused for."""

from web.errors import Problem


class FilterUnknown(Problem):
    """The filter asks for something that there is not."""


class DimensionUnknown(Problem):
    """Bets are not broken down by that."""

    status = 404
