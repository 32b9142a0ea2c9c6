"""Rounds in the admin."""

from rounds.oracles import pages

__all__ = ["pages"]
