"""Harm beside edge: patterns that research connects with harm, worked out from a person's own rows.

Each marker is a pure function of a `History` (markers/); only reading.py and statement.py ask the database. What the
research says, the help lines and the benchmarks are data files with their sources (data/).
"""
