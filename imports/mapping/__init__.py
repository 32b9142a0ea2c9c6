"""Files nobody knows: what their columns mean is guessed, shown, confirmed by the person, and kept as their format."""
