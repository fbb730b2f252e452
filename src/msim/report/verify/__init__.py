"""Published results beside what msim obtains: the page, its sentences, its figure."""
