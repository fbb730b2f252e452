"""Who is reached by the money: curves, choices and their tables."""
