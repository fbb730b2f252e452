"""Does the simulator agree with what others published? Their designs, run through our own code."""
