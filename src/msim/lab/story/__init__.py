"""The story that the laboratory opens on: five screens, each one idea, with voters one can see."""
