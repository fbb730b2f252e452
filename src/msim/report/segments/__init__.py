"""The report of segments."""
