"""Figures of a reach study."""
