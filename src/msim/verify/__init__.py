"""Does the simulator agree with what others published? Their designs, run through our own code."""

from msim.verify.designs import group_targeting, testing_pays

__all__ = ["group_targeting", "testing_pays"]
