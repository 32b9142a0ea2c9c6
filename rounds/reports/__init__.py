"""What the house looks at: what is at stake now, and what rounds have earned. Staff role, read only."""
