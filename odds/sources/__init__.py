"""Where odds come from. Each source turns bytes into a Batch and knows nothing of the database."""
