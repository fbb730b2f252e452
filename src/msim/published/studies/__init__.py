"""Published results, a file for each study: what was found, and how msim comes to its figure."""
