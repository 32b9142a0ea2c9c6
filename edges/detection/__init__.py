"""Edges in a slate of prices: pure, vectorised, no database. docs/edges.md says what each kind means.

    slate -> grid (one array per number of outcomes) -> doubts about single prices -> moments -> combinations, values,
    middles -> Found

Chances and returns are floats: they are estimates and no money is counted with them; stakes are worked out exactly
elsewhere.
"""
