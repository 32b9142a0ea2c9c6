"""From a batch to the store, in sets: staged by COPY, compared, and only what differs is written.

    run = take_in(batch, name="E0.csv", owner=None)

The shared store (owner None) is written by staff jobs, a person's own by the application in their name. One batch of an
owner at a time; all of it is one transaction. The same batch again writes no quote.
"""

from odds.ingest.taking import Taken, take_file, take_in

__all__ = ["Taken", "take_file", "take_in"]
