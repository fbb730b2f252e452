"""What does the campaign know, and what does it decide? Data, segments, message test, plans.

Nothing here may look at the truth except `data.py`, which turns it into a noisy view.
"""
