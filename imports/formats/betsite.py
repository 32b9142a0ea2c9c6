"""Betsite's own bets.csv of a report, also from the workbook's first sheet: moments with their offset."""

import numpy as np

from imports.formats._base import Options
from imports.formats._betsite import ABOUT, TOLD, BetsiteBets
from imports.formats._moments import in_zone, iso, naive, zone
from imports.formats._reading import Reading

CLOCK = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M")


class Betsite(BetsiteBets):
    slug = "betsite"
    name = "Betsite's bets"
    help_steps = (
        "In the other Betsite open Overview, then Reports.",
        "Choose the whole time and CSV, and unpack what you download.",
        "Drop bets.csv here. The Excel workbook can be dropped as it is.",
    )
    default_timezone = "UTC"
    timezone_why = "Every time is written with its offset; a workbook names the zone above the column."
    prints_zone = True
    _placed, _settled = "placed at", "settled at"
    columns = {
        **ABOUT,
        _placed: (),
        _settled: (),
        "market as told": (),
        "selection": (),
        "decided at": (),
        "note": (),
    }
    required = (*TOLD, _placed)

    def _moments(self, file: Reading, name: str, options: Options) -> np.ndarray:
        """ISO 8601 with an offset; in a workbook the clock of the zone that the head names."""
        if options.timezone:
            zone(options.timezone)
        of = file.unit(name)
        return in_zone(naive(file.text(name), CLOCK), of) if of else iso(file.text(name))


FORMAT = Betsite()
