"""Does the simulator agree with what others published? Their designs, run through our own code.

`rows()` obtains every published result that there is a row for, `table()` shows them as a table;
`testing_pays` and `group_targeting` are two of the designs with their parameters free.
"""

from msim.verify.closed import group_targeting, testing_pays
from msim.verify.run import rows, table

__all__ = ["group_targeting", "rows", "table", "testing_pays"]
