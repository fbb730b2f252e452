"""Published results as a document: what msim obtains for each, and whether it comes out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from msim.published.row import Region
from msim.published.run import Verified
from msim.report.common.document import (
    Answer,
    Card,
    Cell,
    Column,
    Document,
    Glossary,
    Picture,
    Points,
    Section,
    Table,
    Text,
)
from msim.report.common.gallery import Gallery
from msim.report.common.kind import ReportKind
from msim.report.common.sentences import sentences
from msim.report.verify.data import VerifyData, accepted, interval, number
from msim.report.verify.figures import rows

said = sentences("verify")
FIGURES: Gallery[VerifyData] = {"rows": rows}


def document(data: VerifyData, quiet: bool = False) -> Document:
    """The rows as a document, for page and terminal; quiet leaves out regions and remarks."""
    counted, outside = data.of_kind("counted"), data.outside
    others = [each.verdict for each in data.rows if each.row.kind != "counted"]
    first = Section("the-question", "The question", (
        Text(said.question(), "page", look="question"),
        Answer([
            said.answer(len(counted), len(outside)),
            said.uncounted(len(others)) if others else "",
            said.outside(outside) if outside and not quiet else "",
        ]),
        Picture("rows"),
        rows_table("rows-table", counted, said.obtained(), outside),
    ))  # fmt: skip
    consistency = data.of_kind("consistency")
    failed = [each.row.id for each in consistency if not each.inside]
    more = (
        Section("published", "What was published?", (
            Text(said.marks(), "page"), *_published(data),
        )),
        Section("consistency", "Does msim agree with itself?", (
            Text(said.consistency() if consistency else ""),
            rows_table("consistency-table", consistency, said.consistency_caption(), failed),
        )),
        Section("regions", "Where does the answer depend on what nobody knows?", (
            Text(said.regions() if any(_regions(data)) else ""),
            Glossary(tuple(_reached(data)), "both"),
            *_regions(data),
        )),
        Section("missing", "What is not in msim?", (
            Text(said.missing() if data.of_kind("not modelled") else ""),
            Glossary([
                (each.row.id, said.not_modelled(each.row.what, each.row.condition))
                for each in data.of_kind("not modelled")
            ], "both"),
        )),
        Section("how", "How was it computed?", (
            Text(said.obtained(), "terminal", quiet=True),
            Points(said.paragraphs("how"), "page"),
        )),
    )  # fmt: skip
    return Document(
        title="published results",
        kicker="verify",
        heading="Does msim agree with what was published?",
        said=said.said(),
        opening=said.opening(),
        footer=data.footer,
        origin=f"{data.footer}. {said.origin()}",
        again="the same seed and version give the same page",
        sections=(first,) if quiet else (first, *more),
    )


def rows_table(
    name: str, shown: Sequence[Verified], caption: str, strong: Sequence[str]
) -> Table:
    """A row a published result: published with its mark, obtained, accepted, inside or not."""
    columns = (
        Column("row"),
        Column("published"),
        Column("obtained", "obtained [95 %]", interval=True),
        Column("accepted"),
        Column("inside", "in", words=True),
    )
    made: list[tuple[Cell | str, ...]] = [
        (
            each.row.id,
            f"{number(each.row.published)} {each.row.mark}",
            Cell(number(each.obtained.mean), interval(each)),
            said.in_interval() if each.row.by_interval else accepted(*each.row.accepted),
            Cell("yes", look="holds") if each.inside else Cell("NO", look="fails"),
        )
        for each in shown
    ]
    return Table(name, caption, columns, made, said.key(), strong)


def _reached(data: VerifyData) -> Iterator[tuple[str, str]]:
    """Of each row that is a region: at which value of what nobody knows the figure comes out."""
    for each in data.of_kind("region"):
        region = each.obtained.region
        if region is not None:
            at = None if region.reached is None else number(region.reached)
            wanted = None if each.row.published is None else number(each.row.published)
            yield each.row.id, said.reached(each.row.said, wanted, region.down, at, region.where)


def _published(data: VerifyData) -> Iterator[Card]:
    """Under who published it, each row with what it is about; the page says what it sets, too."""
    by_source = groupby((each.row for each in data.rows), key=lambda row: row.source)
    for place, (source, its_rows) in enumerate(by_source, 1):
        told = [(row, said.published(row.what, row.unit, row.said, row.mark)) for row in its_rows]
        yield Card(f"source-{place}", source, (
            Glossary([(row.id, text) for row, text in told], "terminal"),
            Glossary([
                (f"`{row.id}`", f"{text} {said.sets(row.condition, row.tolerance, row.bounds)}")
                for row, text in told
            ]),
        ))  # fmt: skip


def _regions(data: VerifyData) -> list[Table]:
    regions = ((each.row.id, each.obtained.region) for each in data.rows)
    return [region_table(name, region) for name, region in regions if region is not None]


def region_table(name: str, region: Region) -> Table:
    """A region, a row a value of the parameter that goes down."""
    columns = (Column(region.down), *map(Column, region.columns))
    made = [
        (label, *map(number, values))
        for label, values in zip(region.rows, region.values, strict=True)
    ]
    caption = said.region(name, region.unit, region.down, region.across)
    return Table(f"region-{name}", caption, columns, made, fold=True)


REPORT = ReportKind("verify.html", FIGURES, document, lambda data: {})
