"""What do fitted trees say of many voters? Trees as flat tables, walked without branches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from msim.core.arrays import Floats, Ints
from msim.core.compiled import compiled

AT_ONCE = 256
"""Voters who walk down a tree in step."""


@dataclass(frozen=True)
class Trees:
    """Fitted regression trees, one after another; prediction is their mean, 0 where there is none.

    root: (trees,) first node of each. depth: (trees,) longest way down. column, bound: (nodes,)
    which feature a node asks for, and the largest value that goes left. child: (2 * nodes,) where
    left and right lead, node by node; a leaf leads to itself. value: (nodes, outcomes).
    """

    root: Ints
    depth: Ints
    column: Ints
    bound: Floats
    child: Ints
    value: Floats

    @classmethod
    def of(cls, fitted: Sequence[Any], outcomes: int) -> Trees:
        """The table of scikit-learn's fitted regression trees, of so many outcomes.

        >>> from sklearn.tree import DecisionTreeRegressor
        >>> stump = DecisionTreeRegressor(random_state=0).fit([[0.0], [1.0]], [3.0, 5.0])
        >>> Trees.of([stump], 1).mean(np.array([[0.2], [7.0]])).tolist()
        [[3.0], [5.0]]
        """
        grown = [tree.tree_ for tree in fitted]
        size = np.array([tree.node_count for tree in grown], dtype=np.intp)
        root = np.cumsum(size) - size

        def joined(name: str, kind: type) -> Any:
            parts = [getattr(tree, name).ravel() for tree in grown]
            return np.concatenate([np.empty(0, dtype=kind), *parts]).astype(kind)

        here, start = np.arange(int(size.sum())), np.repeat(root, size)
        leaf = joined("children_left", int) < 0
        sides = [joined(name, int) + start for name in ("children_left", "children_right")]
        child = np.where(leaf[:, None], here[:, None], np.column_stack(sides)).ravel()
        return cls(
            root.astype(np.uint32),
            np.array([tree.max_depth for tree in grown], dtype=np.intp),
            np.where(leaf, 0, joined("feature", int)).astype(np.uint32),
            joined("threshold", float),
            child.astype(np.uint32),
            joined("value", float).reshape(-1, outcomes),
        )

    def mean(self, features: Floats) -> Floats:
        """(n, outcomes) means over trees for features (n, columns), read in single precision."""
        table = np.ascontiguousarray(features, dtype=np.float32)
        walk = (self.root, self.depth, self.column, self.bound, self.child, self.value)
        return np.asarray(_mean(table, *walk))


@compiled(error_model="python")
def _mean(  # type: ignore[no-untyped-def]  # noqa: PLR0913
    table, root, depth, column, bound, child, value
):
    """Walk many voters down a tree in step, each as far as the deepest leaf: nothing to guess."""
    voters = table.shape[0]
    mean = np.zeros((voters, value.shape[1]))
    node = np.empty(AT_ONCE, dtype=np.uint32)
    for start in range(0, voters, AT_ONCE):
        count = min(AT_ONCE, voters - start)
        for tree in range(root.size):
            for i in range(count):
                node[i] = root[tree]
            for _ in range(depth[tree]):
                for i in range(count):
                    at = node[i]
                    right = table[start + i, column[at]] > bound[at]
                    node[i] = child[2 * at + np.uint32(right)]
            for i in range(count):
                for k in range(value.shape[1]):
                    mean[start + i, k] += value[node[i], k]
    return mean / max(root.size, 1)
