"""What is wrong with districts, opponents, contacts and factors: said with its place, status 2."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command import said

REFUSED = {
    "districts without districts": (
        'election.rule = "districts"',
        '1:17  election.rule = "districts": there is one district only; set districts.count'),
    "no such strategy": (
        'opponent.strategy = "segmentd"',
        '1:21  opponent.strategy = "segmentd": no such strategy; did you mean \'segmented\'?'),
    "capacity of nothing": (
        "[channels.doorsteps]\nshare = 0.2\ncapacity = 0\n[channels.social]\nshare = 0.3",
        "3:12  channels.doorsteps.capacity = 0: must be above 0 and at most "
        "1,000,000,000,000,000"),
    "capacity of impressions": (
        "channels.social.capacity = 5",
        '1:28  channels.social.capacity = 5: only a channel of kind "contacts" has a capacity'),
    "more than everybody": (
        '[election]\nrule = "mandate"\nmandate_share = 1.2',
        "3:17  election.mandate_share = 1.2: must be between 0 and 1"),
    "a mandate for nothing": (
        'election.rule = "mandate"',
        '1:17  election.rule = "mandate": set mandate_turnout, mandate_share or '
        "mandate_electorate_share"),
    "a week below zero": (
        "channels.social.flight = [1, -1]",
        "1:30  channels.social.flight[1] = -1: must be between 0 and 1,000,000"),
    "no week at all": (
        "channels.social.flight = [0, 0]",
        "1:26  channels.social.flight: at least one week must weigh more than 0"),
    "ground without contacts": (
        'run.arms = ["silent", "ground"]',
        '1:23  run.arms[1] = "ground": needs a channel of kind "contacts" with a share above 0'),
    "an opponent without contacts": (
        'opponent.strategy = "ground"',
        '1:21  opponent.strategy = "ground": needs a channel of kind "contacts" with a share '
        "above 0"),
    "a factor's key": (
        '[attribution.factors]\ntargeting = { "data.validty" = 0.5 }',
        '2:15  attribution.factors.targeting."data.validty": no such key; did you mean '
        "'validity'?"),
    "a factor's value": (
        '[attribution.factors]\ntargeting = { "data.validity" = 1.5 }',
        '2:33  attribution.factors.targeting."data.validity" = 1.5: must be between 0 and 1'),
    "a factor's arm": (
        '[attribution.factors]\ntargeting = { arm = "segmentd" }',
        "2:21  attribution.factors.targeting.arm = \"segmentd\": no such arm; did you mean "
        "'segmented'?"),
    "a measure": (
        '[attribution]\nmeasure = "net_vote"\nfactors.a = { "data.validity" = 0.5 }',
        '2:11  attribution.measure = "net_vote": no such measure; did you mean '),
    "a trial of one": (
        "districts.pilots = 1",
        "1:20  districts.pilots = 1: must be 0, or at least 2 and at most districts.count, 1"),
    "electoral votes": (
        "districts.count = 3\ndistricts.electoral_votes = [1, 2]",
        "2:29  districts.electoral_votes: has 2 entries, but districts.count is 3"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_wrong_input_leaves_with_two_and_its_place(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """From `config check` and from `run`, which runs nothing."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("msim.api.run", lambda *_: pytest.fail("it ran"))
    text, line = REFUSED[name]
    Path("mine.toml").write_text(text + "\n", encoding="utf-8")
    for command in (["config", "check"], ["run"]):
        status, out, err = said(capsys, *command, "mine.toml")
        assert (status, out) == (2, "")
        assert err.splitlines() == [err.strip()]  # one problem, one line
        assert err.startswith(f"mine.toml:{line}")
    assert not Path("results").exists()


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ("election.rule=districts", "election.rule = \"districts\": there is one district only"),
        ("election.rule=districs", "election.rule = \"districs\": must be 'popular', 'districts'"),
        ("opponent.strategy=segmentd", "opponent.strategy = \"segmentd\": no such strategy"),
        ("channels.social.flight=[0, 0]", "channels.social.flight: at least one week must weigh"),
        ("attribution.measure=seats", None),
    ],
)
def test_what_was_typed_is_named(
    given: str, line: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    if line is None:  # right by itself, wrong with factors that know no districts
        more = ["--set=attribution.factors.a={\"data.validity\" = 0.5}", "--replicates=1",
                "--set=population.simulated=1000"]
        status, out, err = said(capsys, "run", "small", "--set", given, *more)
        assert (status, out) == (2, "")
        assert err == ('attribution.measure = "seats": not measured in this scenario\n')
        return
    for command in ("run", "whatif"):
        status, out, err = said(capsys, command, "small", "--set", given)
        assert (status, out) == (2, "")
        assert err.startswith(f"--set {given}  {line}")


def test_factors_that_do_not_fit_together_are_refused_before_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.toml").write_text(
        '[attribution.factors]\ndear = { "test.cost_per_respondent" = 150.0 }\n'
        'wide = { "test.respondents" = 200_000 }\n', encoding="utf-8")
    status, out, err = said(capsys, "run", "mine.toml")
    assert (status, out) == (2, "")
    assert err.startswith("attribution.factors: with dear, wide at work: ")
    assert "nothing is left to deliver" in err
