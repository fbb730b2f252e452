"""The engine: one world after another, from its voters to the rows of its arms."""
