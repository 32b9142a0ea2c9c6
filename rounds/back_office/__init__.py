"""What staff do about rounds in the admin: each act has its own permission."""

from rounds.back_office import forced, rounds, waiting

__all__ = ["forced", "rounds", "waiting"]
