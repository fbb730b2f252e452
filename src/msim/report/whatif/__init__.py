"""A scenario beside its changed twin: the page, its sentences, its figure."""
