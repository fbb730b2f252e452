"""Figures of the claims."""
