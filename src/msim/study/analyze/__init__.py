"""What does a finished study say? Each file makes one answer of a design and its table.

A table has a row a point, in the order of the design: its parameters under their keys, three
columns for each measure (`segmented-broadcast.net_votes.mean`, `.low`, `.high`), `claim`, and
`error` where a point failed.
"""
