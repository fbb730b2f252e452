"""The page of a run: one file that opens offline, reads without scripts, and prints.

Everything on it is computed from the results folder; `rebuild` makes it again from there.
"""

from __future__ import annotations

from pathlib import Path

from msim.core.arms import arm as card
from msim.core.text import as_json
from msim.report.common import drawing, folder
from msim.report.common.document import (
    Answer,
    Block,
    Details,
    Document,
    Glossary,
    Picture,
    Points,
    Section,
    Text,
    whole_scenario,
)
from msim.report.common.gallery import Gallery
from msim.report.common.kind import ReportKind, scenario
from msim.report.common.names import title
from msim.report.common.sentences import capital, whole
from msim.report.common.theme import Figure
from msim.report.run import (
    adapting,
    attribution,
    columns,
    delivery,
    districts,
    earned,
    individual,
    left_out,
    limits,
    opponent,
    sceptic,
    sentences,
    tables,
    worlds,
)
from msim.report.run import scenario as setting
from msim.report.run.data import OPTIONAL, TABLES, ReportData
from msim.report.run.figures.arms import interval_note
from msim.report.run.figures.attribution import attribution as added
from msim.report.run.figures.districts import districts as power
from msim.report.run.figures.districts import seats
from msim.report.run.figures.game import game
from msim.report.run.figures.individual import individual as foretold
from msim.report.run.figures.ladder import ladder
from msim.report.run.figures.left_out import left_out as missed
from msim.report.run.figures.reach import frequency, reach
from msim.report.run.figures.segments import segments
from msim.report.run.figures.votes import promised, votes
from msim.report.run.worlds import said
from msim.report.turns import sections as turning
from msim.report.turns.figures import turns

FIGURES: Gallery[ReportData] = {
    "reach": reach,
    "frequency": frequency,
    "left_out": missed,
    "ladder": ladder,
    "votes": votes,
    "segments": segments,
    "promised": promised,
    "individual": foretold,
    "seats": seats,
    "districts": power,
    "game": game,
    "attribution": added,
    "turns": lambda data: turns(data.turns, data.footer),
}


def document(data: ReportData) -> Document:
    """The run as a document, for page and terminal."""
    name = data.summary["scenario"]["name"]
    resting = len(data.summary.get("assumptions", []))
    return Document(
        title=f"{name}: broadcast or segmented?",
        kicker=f"scenario {name}",
        heading="One message for everybody, or one for each segment?",
        opening=_opening(data),
        footer=f"{data.footer} \u00b7 {worlds.with_surveys(data)}",
        origin=f"{data.footer}. All of it is invented; it rests on {resting} assumptions.",
        sections=(
            Section("the-question", "The question", _question(data)),
            Section("reach", "Who is reached, and how often?", (
                Text(said.reach_means(data.selected), "page"),
                Text(sentences.reached(data), "page"),
                Text(sentences.follows(data), "page"),
                Text(earned.earned(data)),
                Points(delivery.bought(data.summary)),
                Picture("reach"),
                Picture("frequency"),
            )),
            Section("left-out", left_out.said.heading(), left_out.blocks(data)),
            Section("ladder", "What is each step worth?", (
                Picture("ladder"),
                columns.ladder(data),
                Points(sentences.ladder(data), "page"),
                Points(_unsure(data), "terminal"),
            )),
            Section("adapting", adapting.said.heading(), adapting.blocks(data)),
            Section("votes", "How many votes, and at what price?", (
                Picture("votes"),
                Text(worlds.unpriced(data), "page"),
                columns.costs(data),
            )),
            Section("places", "Where does it count?", (
                Picture("seats"),
                Picture("districts"),
                columns.districts(data),
                Points(districts.districts(data)),
            )),
            Section("mandate", "Is the mandate reached?", (Points(districts.mandate(data)),)),
            Section("rivals", "What does the other side do?", (
                Picture("game"),
                columns.game(data),
                Points([*opponent.opponent(data), *opponent.game(data)]),
            )),
            Section("segments", "What do the segments see?", (
                Picture("segments"),
                *(Text(told, "page") for told in sentences.correlations(data)),
                columns.agreement(data),
                Text(said.agreement_known() if sentences.agreements(data) else "", "page"),
            )),
            Section("promised", "Did the test keep its promise?", _promised(data)),
            Section("individual", individual.said.heading(), individual.blocks(data)),
            Section("pilot", "Did a pilot beforehand help?", (Points(districts.pilot(data)),)),
            Section("factors", "What does each factor add?", _factors(data)),
            Section("turns", turning.said.heading(), turning.blocks(
                data.turns, data.summary["replicates"],
            )),
            Section("sceptic", "What does it say to the sceptic?", (
                Text(sceptic.case(), "page"),
                Text(said.says_to_it(), "page"),
                Points(sceptic.said(data), "page"),
            )),
            Section("scenario", "The scenario in words", _scenario(data)),
            Section("method", "How was it computed?", (
                Text(said.method(data.scenario.test.conducted), "page"),
                Text(" ".join(worlds.told(data)), "page"),
                Text(said.rows(interval_note(data, "In brackets")), "page"),
                Text(said.worth_before(), "page"),
            )),
            Section("limits", "Limits", (Points(limits.limits(data), "page"),)),
        ),
    )  # fmt: skip


def _opening(data: ReportData) -> str:
    summary = data.summary
    people, simulated = (whole(summary[key]) for key in ("electorate", "simulated"))
    return (
        f"{data.scenario.population.name}: {people} synthetic voters ({simulated} simulated), "
        f"{worlds.with_surveys(data)}, {sentences.budget(data)}"
    )


def _question(data: ReportData) -> tuple[Block, ...]:
    single = "" if sentences.silenced(data) else worlds.elections(data, sentences.MAIN)
    return (
        Text(said.question(), "page", look="question"),
        Answer([*sentences.answers(data), single]),
        Text(said.net_vote(), "page"),
        columns.arms(data),
        Details("What the arms do", (
            Glossary([(capital(title(arm)), card(arm).does) for arm in data.arms]),
        )),
    )  # fmt: skip


def _unsure(data: ReportData) -> list[str]:
    """How often arms were equal, for rungs without an interval; not what the answer says anyway."""
    pairs = [f"{entry['step']}-{entry['from']}" for entry in data.summary.get("ladder", [])]
    told = [worlds.alike(data, pair) for pair in pairs if worlds.too_few(data, pair)]
    return [each for each in told if each not in " ".join(sentences.answers(data))]


def _promised(data: ReportData) -> tuple[Block, ...]:
    if not data.scenario.test.conducted:
        return (Text(said.nothing_tested(), "page"),)
    return (
        Text(f"{sentences.promised(data)} {said.partly_lucky()}".strip(), "page"),
        Picture("promised"),
    )


def _factors(data: ReportData) -> tuple[Block, ...]:
    told = attribution.attribution(data)
    if not told:
        return ()
    table = tables.attribution(data)
    keys = [(name, f"`{each}`") for name, each in zip(table["factor"], table["keys"], strict=True)]
    return (
        Text(attribution.said.factors_how()),
        Picture("attribution"),
        columns.attribution(data),
        Points(told),
        Details("What the factors change", (Glossary(keys),)),
    )


def _scenario(data: ReportData) -> tuple[Block, ...]:
    assumed = setting.lookup(data, list(data.summary.get("assumptions", [])))
    return (
        Points(setting.sentences(data), "page"),
        whole_scenario(data.scenario_toml),
        Text(said.rests_on(len(assumed)), "page"),
        Details("The assumptions and their values here", (
            Points([f"`{key}` = {value}" for key, value in assumed]),
        )),
    )  # fmt: skip


def _besides(data: ReportData) -> folder.Files:
    """The scenario, and `outcomes` as Parquet where the extra is installed."""
    try:
        import pyarrow  # noqa: F401, PLC0415 - an extra
    except ImportError:
        return scenario(data)
    return {**scenario(data), "outcomes.parquet": data.outcomes.to_parquet(index=False)}


REPORT = ReportKind(
    "report.html", FIGURES, document, _besides, lambda data: data.currency, "summary.json"
)


def pictures(data: ReportData) -> dict[str, tuple[Figure, str]]:
    """The figures of a run by name, each with its SVG."""
    return {name: (made, drawing.svg(made)) for name, made in REPORT.made(data).items()}


def rebuild(place: Path | str) -> Path:
    """Builds page and figures again from a results folder; what was measured stays as it is.

    Raises:
        InputError: the folder, or a file that is needed, is missing or damaged.
    """
    data = ReportData.read(place)
    path = Path(place)
    measured = [name for name in folder.own_files(path) if _measured(name)]
    needed = ["summary.json", "scenario.toml", *(f"{name}.csv" for name in TABLES)]
    kept = folder.read(path, list(dict.fromkeys([*needed, *measured])))
    folder.verify(path, [*kept, *(f"{name}.csv" for name in OPTIONAL)])
    drawn = REPORT.drawn(data)
    return folder.write(path, {**kept, folder.MANIFEST: as_json(data.manifest), **drawn})


def _measured(name: str) -> bool:
    return name != REPORT.page and not name.startswith("figures/")
