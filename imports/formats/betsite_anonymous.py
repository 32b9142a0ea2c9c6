"""The bets.csv of an anonymous report: somebody's bets by a clock that belongs to no place."""

import numpy as np

from imports.formats._base import Options
from imports.formats._betsite import ABOUT, TOLD, BetsiteBets
from imports.formats._moments import in_zone, naive
from imports.formats._reading import Reading
from imports.formats.betsite import CLOCK


class BetsiteAnonymous(BetsiteBets):
    slug = "betsite-anonymous"
    name = "Betsite's bets, anonymous"
    help_steps = (
        "Ask whoever bets for an anonymous report: in their Betsite under Overview, Reports, with the tick"
        " “Nobody can tell whose it is”, as CSV or Excel.",
        "Unpack a CSV report and drop bets.csv here, then cash.csv for deposits. An Excel workbook goes as it is,"
        " without its deposits.",
        "Take in one report of one person at a time. Each is disguised anew, so a second one would count the same bets"
        " again: undo the first import before.",
    )
    default_timezone = "UTC"
    timezone_why = (
        "The file keeps weekdays and hours and tells no place: they are taken as your own clock's, so that an evening"
        " stays an evening."
    )
    keeps_clock = True
    _placed, _settled = "placed on clock", "settled on clock"
    columns = {**ABOUT, _placed: (), _settled: ()}
    required = (*TOLD, _placed)

    def _moments(self, file: Reading, name: str, options: Options) -> np.ndarray:
        """The hour on the clock of whoever imports it."""
        on = options.timezone or options.user_timezone or self.default_timezone
        return in_zone(naive(file.text(name), CLOCK), on)


FORMAT = BetsiteAnonymous()
