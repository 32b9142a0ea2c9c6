"""Bets that a person tells by hand: entered, settled, edited, set aside, and everything said kept (docs/by-hand.md)."""
