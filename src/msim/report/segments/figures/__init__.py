"""Figures of segments."""
