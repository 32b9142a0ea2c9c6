"""Skill or luck: what prices lead one to expect, what came, and how much of the difference chance alone makes.

Pure modules on numpy arrays; only `reading` asks the database. Probabilities and the statistics made of them are
floats: they are estimates. Sums of money stay whole micro-units. Definitions for people: docs/luck.md.
"""
