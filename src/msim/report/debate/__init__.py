"""The report of the claims."""
