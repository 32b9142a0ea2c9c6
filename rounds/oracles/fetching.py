"""Ask the sources."""

from rounds.models import Round


def observe_all(one: Round) -> None:
    """The price table is asked when it is needed."""
