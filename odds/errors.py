class OddsError(ValueError):
    """These odds make no market that can be reckoned with."""


class BadOdds(OddsError):
    """Decimal odds are above one: at one or below nothing can be won."""


class NoMargin(OddsError):
    """The prices add up to no more than the winners: there is no margin in them, or an outcome is missing."""


class NotForThisMarket(OddsError):
    """The method is not made for a market with this many winners or outcomes."""


class Impossible(OddsError):
    """The method gives a chance that is not between none and certainty; `probabilities` are what it gave."""

    def __init__(self, message: str, probabilities: tuple[float, ...]) -> None:
        super().__init__(message)
        self.probabilities = probabilities
