"""Segments held against each other, and what they are worth."""
