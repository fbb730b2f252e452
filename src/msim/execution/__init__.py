"""Where do blocks and replicates run? The same numbers, whoever computes them."""
