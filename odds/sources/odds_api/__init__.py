"""The Odds API, version 4 (the-odds-api.com): prices of coming events as JSON.

`read` turns one answer, or a recording of one, into a Batch; `client.ask` fetches it.
"""

from odds.sources.odds_api.reading import NotOddsApi, read

SOURCE = "the-odds-api"

__all__ = ["SOURCE", "NotOddsApi", "read"]
