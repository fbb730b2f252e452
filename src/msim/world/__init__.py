"""What is true? Invented electorates: traits, places, politics, media habits, effects of messages.

A `World` holds the few parameters of one replicate; voters exist only as blocks made from it.
"""

from msim.world.world import World

__all__ = ["World"]
