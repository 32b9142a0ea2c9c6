"""How a source is asked. Each module has `ask(source, instrument, session) -> Callable[[], Told]`: what it needs of the
database is read at once, what goes over the network happens when the answer is called, in another thread."""

from collections.abc import Callable
from datetime import date
from types import MappingProxyType
from typing import Any

from markets.models import Instrument
from rounds.models import Adapter, Source
from rounds.oracles.adapters import http_json, market_data
from rounds.oracles.told import Told

Ask = Callable[[Source, Instrument, date], Callable[[], Told]]
# Manual sources are not asked: staff speak (rounds/oracles/manual.py).
ASKED: MappingProxyType[str, Ask] = MappingProxyType(
    {Adapter.MARKET_DATA: market_data.ask, Adapter.HTTP_JSON: http_json.ask}
)
CHECKS: MappingProxyType[str, Callable[[dict[str, Any]], None]] = MappingProxyType(
    {Adapter.MARKET_DATA: market_data.check, Adapter.HTTP_JSON: http_json.check}
)
