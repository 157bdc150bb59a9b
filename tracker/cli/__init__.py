"""Show plans in a terminal and take orders from it."""
