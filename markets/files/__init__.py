"""Files of daily closes, CSV or Parquet: from bytes to bars, and what of them could not be read."""

from markets.files.bars import Bar, Reject, Told
from markets.files.reading import read

__all__ = ["Bar", "Reject", "Told", "read"]
