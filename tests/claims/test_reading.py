"""Claims are read with everything wrong in them said, and those that are shipped are whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from msim.api import NAMES, load
from msim.claims.claim import DebateClaim
from msim.claims.reading import every_claim, read_claim, read_every
from msim.core.errors import InputError
from msim.scenario import EVIDENCE, check, dump, explain
from msim.scenario.source import claims, parse
from tests.claims import tiny

ALL = {name: read_claim(name, NAMES) for name in every_claim()}
ASKED = {
    "magic-wand", "magician", "boring-meetings", "three-million", "data-points", "psychographics",
    "seventy-seventy", "privacy-rules", "no-party-labels", "no-substance", "leaving-television",
    "viral-video", "opposition-first", "regional-pilot", "tech-edge", "decisive-analytics",
    "dismissed", "district-delivery", "crossover", "broadcast-analytics", "demographic-audience",
    "resource-allocation", "targeted-universes", "everyone-uses-it", "text-messages", "head-start",
}  # fmt: skip


def test_every_claim_is_there_and_those_of_the_sceptic_come_first() -> None:
    assert set(ALL) == ASKED
    assert list(ALL)[:3] == ["magician", "boring-meetings", "three-million"]
    assert {name for name, claim in ALL.items() if claim.central_to_sceptic} == set(list(ALL)[:3])
    assert all("Kuznetsov" in ALL[name].who for name in list(ALL)[:3])


@pytest.mark.parametrize("claim", ALL.values(), ids=list(ALL))
def test_a_shipped_claim_is_whole_and_its_scenario_has_its_name(claim: DebateClaim) -> None:
    assert claim.scenario.population.name == claim.id
    assert load(claim.id) == claim.scenario
    assert check(dump(claim.scenario), NAMES) == []
    assert claim.depends_on and claim.would_change and claim.note and claim.worth > 0.0
    assert re.search(r"20(16|17)", claim.source)
    assert claim.picture in {"", *(each.key for each in claim.ranges)}
    for each in claim.ranges:
        assert each.source in {*EVIDENCE, "assumption"}
        row = EVIDENCE.get(each.source)
        if row is not None and each.key not in CUT and claim.id != "no-substance":
            ends = zip((row.low, row.high), (each.low, each.high), strict=True)
            assert all(end is None or said == pytest.approx(end) for end, said in ends), each.key


CUT = {"messages.party_correlation", "messages.heterogeneity_sd_pp",
       "test.respondents", "data.ceiling", "channels.meetings.field_share",
       "channels.doorsteps.field_share"}
"""Keys whose range is in another unit than its row's, or is cut, with the reason in the file.
`no-substance` asks what happens below the evidence."""


@pytest.mark.parametrize("name", list(ALL))
def test_each_value_of_a_claims_scenario_says_where_it_comes_from(name: str) -> None:
    section = ""
    text = claims()[name].read_text(encoding="utf-8").split("[claim]")[0]
    for line in text.splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        match = re.match(r"(\w+) = [^#]*(#.*)?$", line)
        if not match or section == "attribution.factors":
            continue
        doc = explain(f"{section}.{match[1]}")
        if not doc.setting:
            remark = match[2] or ""
            assert doc.source in remark or "assumption" in remark, line


def test_an_unknown_claim_names_the_nearest() -> None:
    with pytest.raises(InputError, match=r"^no claim 'boring-meeting'; did you mean 'boring-meet"):
        read_claim("boring-meeting")
    with pytest.raises(InputError, match=r"known: [a-z, -]+ and \d+ more$"):
        read_claim("zzzz")


def refused(folder: Path, *changes: tuple[str, str]) -> str:
    with pytest.raises(InputError) as error:
        tiny.claim(folder, *changes)
    return str(error.value).replace(str(folder), "")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('true_if = "above"', 'true_if = "abvoe"',
         "23:11 claim.true_if = \"abvoe\": must be 'above', 'below' or 'within'; did you"),
        ('true_if = "above"', 'contrast = "oracle-broadcast"',
         "does not run the arm 'oracle'; known: broadcast, segmented, silent (run.arms)"),
        ('true_if = "above"', 'contrast = "segmentd-broadcast"', "did you mean 'segmented'?"),
        ('worth = 0.05', 'worth = "much"', 'claim.worth = "much": must be a number'),
        ('who = "a tester"', "", "claim.who: is missing"),
        ('who = "a tester"', "whom = 1", "claim.whom: no such key; did you mean 'who'?"),
        ('"data.validity" = "evidence"', '"data.validty" = "evidence"',
         "did you mean 'data.validity'"),
        ('"data.validity" = "evidence"', '"politics.support" = "evidence"',
         "low and central and high: no number given, and the evidence has none (assumption)"),
        ('"data.validity" = "evidence"', '"data.validity" = { low = 0.9 }', "must rise"),
        ('"data.validity" = "evidence"', '"data.validity" = 3', 'must be "evidence" or a table'),
        ('"data.validity" = "evidence"', '"data.validity" = { high = 1.5 }',
         "makes no scenario: data.validity = 1.5: must be between 0 and 1"),
        ('true_if = "above"', 'quantity = "share"', "a share of elections needs what is yes or no"),
        ('true_if = "above"', 'quantity = "chance"\nmeasure = "seats"', "leave the measure out"),
        ('true_if = "above"', 'quantity = "attribution"\nfactors = ["a", "b"]', "no such factor"),
        ('[claim.ranges]', '[claim.corner]\n"data.validty" = "high"\n[claim.ranges]',
         "no such range; did you mean 'data.validity'?"),
        ('[claim.ranges]', '[claim.corner]\n"data.validity" = "hihg"\n[claim.ranges]', "did you"),
        ('"data.validity" = "evidence"', '"instead.data.validity" = "evidence"',
         "is of one side, and there is one world"),
        ('true_if = "above"', 'quantity = "moved"', 'claim.by: goes with the quantity "moved"'),
        ('true_if = "above"', 'by = 0.05', 'claim.by: goes with the quantity "moved"'),
        ('[claim.ranges]', '[claim.now]\n"data.validty" = 1\n[claim.ranges]', "makes no scenario"),
        ('[claim.ranges]', '[claim.cases.odd]\n"data.validity" = 7\n[claim.ranges]',
         "claim.cases.odd: makes no scenario: data.validity = 7"),
        ('simulated = 1_000', 'simulatd = 1', "2:0"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(
    old: str, new: str, said: str, tmp_path: Path
) -> None:
    found = refused(tmp_path, (old, new))
    if said == "2:0":
        assert "tiny.toml:3:1  population.simulatd: no such key; did you mean 'simulated'?" in found
    else:
        place, _, rest = said.partition(" ") if said[0].isdigit() else ("tiny.toml:", "", said)
        assert place in found and rest in " ".join(found.split()), found


def test_what_a_range_leaves_out_is_that_of_the_row_it_names(tmp_path: Path) -> None:
    named = tiny.claim(tmp_path, ('"data.validity" = "evidence"',
                                  '"messages.mobilise_pp" = { source = "doorstep_effect" }'))
    row, found = EVIDENCE["doorstep_effect"], named.ranges[1]
    assert (found.low, found.central, found.high) == (row.low, row.central, row.high)
    assert found.source == "doorstep_effect" and not found.stated


PAIRED = """\
true_if = "above"
contrast = "segmented"
[claim.now]
"data.consent" = 1.0
[claim.instead]
"data.consent" = 0.5
[claim.ranges]
"instead.data.validity" = { low = 0.8, central = 0.9, high = 1.0, source = "assumption" }"""


def test_a_range_may_be_of_one_side(tmp_path: Path) -> None:
    text = tiny.TEXT.replace('true_if = "above"\n', "").replace("[claim.ranges]", PAIRED)
    path = tmp_path / "sided.toml"
    path.write_text(text, encoding="utf-8")
    found = read_claim(path).ranges[0]
    assert (found.side, found.bare, found.high, found.stated) == (
        "instead", "data.validity", 1.0, True)


def test_a_scenario_without_a_claim_is_none(tmp_path: Path) -> None:
    path = tmp_path / "plain.toml"
    path.write_text("[data]\nvalidity = 0.4\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"claim: is missing: a claim's file says what is claimed"):
        read_claim(path)


def test_the_claim_is_no_part_of_the_scenario(tmp_path: Path) -> None:
    path = tiny.written(tmp_path)
    bare = path.read_text(encoding="utf-8").split("[claim]")[0]
    assert load(path).hash == load_text(tmp_path, bare).hash == read_claim(path).scenario.hash
    assert parse("[claim]\nid = 'x'").claim == {"id": "x"} and parse("[data]").claim is None
    assert "claim: no such section" in str(check("claim = 3")[0])


def load_text(folder: Path, text: str):  # type: ignore[no-untyped-def]
    path = folder / "bare.toml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def test_each_claim_is_read_once_and_names_may_not_clash(tmp_path: Path) -> None:
    assert [claim.id for claim in read_every(["magician", "magician"])] == ["magician"]
    path = tiny.written(tmp_path, ('id = "tiny"', 'id = "magician"'))
    with pytest.raises(InputError, match="two claims are called 'magician'"):
        read_every(["magician", path])
