"""The content of a folder of segments as one record; what its page, figures and terminal read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msim.core.text import Interval
from msim.report.common.result import ReportContent

if TYPE_CHECKING:
    pass

MOST = 12
"""Segments, at most, that a figure tells apart: the largest."""


class SegmentsData(ReportContent):
    """Everything that may be said of segments."""

    @property
    def method(self) -> str:
        """The method that is looked at in detail."""
        return str(self.summary["method"])

    @property
    def methods(self) -> tuple[str, ...]:
        """All methods, that one first."""
        return tuple(self.summary["methods"])

    @property
    def main(self) -> Mapping[str, Any]:
        """What is said of the method in detail."""
        return self.of(self.method)

    def of(self, method: str) -> Mapping[str, Any]:
        """What is said of a method."""
        found: Mapping[str, Any] = self.summary["methods"][method]
        return found

    def gain(self, method: str, arm: str) -> Interval:
        """Net votes of an arm above broadcast, cut by a method."""
        return Interval.of(self.of(method)["gain"][f"{arm}-broadcast"])

    @property
    def largest(self) -> list[int]:
        """The segments that figures show, in their order, counted from 1."""
        table = self.tables["segments"]
        table = table[table["size_share"] > 0.0]
        return sorted(table.nlargest(MOST, "size_share")["segment"].astype(int))

    @property
    def left_out(self) -> str:
        """A sentence where figures leave segments out, else nothing."""
        every = int((self.tables["segments"]["size_share"] > 0.0).sum())
        return f" The {MOST} largest of {every}." if every > MOST else ""


def titled(method: str) -> str:
    """A method's name for a reader.

    >>> titled("kmeans"), titled("gaussian_mixture")
    ('k-means', 'gaussian mixture')
    """
    named = {"kmeans": "k-means", "minibatch_kmeans": "mini-batch k-means", "hdbscan": "HDBSCAN"}
    return named.get(method, method.replace("_", " "))

