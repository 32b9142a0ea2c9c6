"""football-data.co.uk: results and prices of whole seasons and of the matches to come, as CSV.

    batch = parse(content, now=now())

A file says no moment of its prices, only a stage: closing prices stand at the kick-off, the others at the noon of the
Friday or Tuesday on which the site collects them (cells.collected); `is_exact_time` is false for all. Every row and
every cell with a price is either in the batch or among its rejects (`counts`).
"""

from odds.sources.football_data.layout import NotFootballData
from odds.sources.football_data.parsing import parse

SOURCE = "football-data"

__all__ = ["SOURCE", "NotFootballData", "parse"]
