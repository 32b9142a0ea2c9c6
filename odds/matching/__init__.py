"""Which names mean the same team, which event a bet was on, and what it closed at."""
