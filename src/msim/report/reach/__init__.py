"""The report of a reach study."""
