"""Results made again: the same bytes, file by file, or why not."""
