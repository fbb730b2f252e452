"""How fast is it here? Speed as ratios within one run: to a floor, to peers, to itself.

Seconds depend on the machine and on whoever else uses it; ratios of things that are measured in
turn, several times, hardly do.
"""
