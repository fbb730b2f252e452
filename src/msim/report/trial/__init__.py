"""Could you have seen it? The page of a field experiment, its sentences, its figure."""
