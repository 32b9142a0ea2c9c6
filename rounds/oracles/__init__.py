"""Where closes come from, and when they are believed."""
