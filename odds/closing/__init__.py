"""What markets closed at: which prices count as closing, whose are the benchmark, and the chances they imply."""
