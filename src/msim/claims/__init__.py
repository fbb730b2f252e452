"""What do people say of microtargeting, and is it so in which worlds? Claims and their verdicts.

A claim (`claim`) is a question about a scenario: two worlds or arms, a measure, and a difference
that would matter. It is asked in many worlds (`worlds`, `play`), and a verdict is computed from
what they come to (`verdict`, `decides`) and put into words by code (`words`). None is written.
"""
