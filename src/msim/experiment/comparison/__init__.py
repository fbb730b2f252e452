"""What the worlds say: means, differences, intervals, and what is asked of them."""
