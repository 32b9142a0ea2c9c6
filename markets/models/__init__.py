from markets.models.close import Close
from markets.models.instrument import Instrument
from markets.models.special_session import SpecialSession

__all__ = ["Close", "Instrument", "SpecialSession"]
