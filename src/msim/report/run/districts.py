"""Where does it count? Sentences on districts, on a mandate, and on a pilot in a few districts.

Power is counted as Gelman, Katz and Tuerlinckx (2002, Statistical Science 17(4)) do: by how likely
a vote is to decide. The efficiency gap is that of Stephanopoulos and McGhee (2015, University of
Chicago Law Review 82), mean minus median that of McDonald and Best (2015, Election Law Journal
14(4)); both count against the own side where they are positive.
"""

from __future__ import annotations

from msim.core.text import Interval, digits, show
from msim.report.common.names import WINNING, measure, title
from msim.report.common.sentences import sentences
from msim.report.run import tables
from msim.report.run.data import ReportData

said = sentences("run", "parts")

NAMED = ("silent", "broadcast", "segmented")
LITTLE = 0.01  # a district with less of all power than this is all but settled


def districts(data: ReportData) -> list[str]:
    """Where votes count: the rule, the power of districts, split results, the map, the seats."""
    if not data.part("districts"):
        return []
    told = [_rule(data), _power(data), _most(data)]
    if data.rule == "districts":
        told += [_split(data), _map(data), _seats(data)]
    return [text for text in told if text]


def _rule(data: ReportData) -> str:
    found = data.part("districts")
    keys = ("count", "electoral_votes", "majority")
    count, every, needed = (_whole(found.get(key)) for key in keys)
    if data.rule != "districts":
        return said.districts_decide_nothing(count)
    return said.districts_rule(count, every, needed)


def _whole(value: object) -> str:
    return digits(Interval.of({"mean": value}).mean, "number", 0)


def _power(data: ReportData) -> str:
    half = Interval.of(data.part("districts").get("half_of_power"))
    return said.power(half) if half.known and data.rule == "districts" else ""


def _most(data: ReportData) -> str:
    table = tables.districts(data)
    if table.empty or data.rule != "districts":
        return ""
    first = table.iloc[0]
    if not first["power_share"] > 0:
        return said.no_power()
    return said.most_power(
        int(first["district"]),
        digits(first["power_share"], "rate", 1),
        digits(first["silent_share_pp"], "points", 1),
        digits(first["power_per_vote"], "number", 1),
        little=int((table["power_share"] < LITTLE).sum()),
        count=len(table),
    )


def _split(data: ReportData) -> str:
    found = {arm: data.arm(arm, "split") for arm in NAMED if data.arm(arm, "split").known}
    if not found:
        return ""
    each = [f"{show(value, 'rate')} with {title(arm)}" for arm, value in found.items()]
    return said.split(each if any(value.mean for value in found.values()) else [])


ARTICLE = {"efficiency_gap": "the ", "mean_minus_median": ""}


def _map(data: ReportData) -> str:
    arm = "silent" if "silent" in data.arms else data.arms[0]
    each = [
        (f"{article}{measure(name).label}", data.arm(arm, name))
        for name, article in ARTICLE.items()
        if data.arm(arm, name).known
    ]
    return said.map(title(arm), each) if each else ""


def _seats(data: ReportData) -> str:
    name = "electoral_votes" if "electoral_votes" in tables.special(data) else "seats"
    gap = data.contrast("segmented-broadcast", name)
    return said.seats(gap, measure(name).label) if gap.known else ""


def winning(data: ReportData) -> str:
    """What the probability of winning is the probability of."""
    return WINNING.get(data.rule, "winning")


def bars(data: ReportData) -> list[str]:
    """What a mandate asks for, a phrase a bar."""
    election = data.scenario.election
    asked = {
        "mandate_turnout": election.mandate_turnout,
        "mandate_share": election.mandate_share,
        "mandate_electorate_share": election.mandate_electorate_share,
    }
    return [said.bar(name, f"{100 * bar:.4g}") for name, bar in asked.items() if bar is not None]


def mandate(data: ReportData) -> list[str]:
    """What the mandate asks for, how near the arms come, and how often they reach it."""
    if data.rule != "mandate":
        return []
    near, odds = (
        [
            f"{show(value, 'rate')} with {title(arm)}"
            for arm in NAMED
            if (value := of(data.arm(arm, name))).known
        ]
        for name, of in (("electorate_share_pp", _percent), ("win_prob", lambda value: value))
    )
    return [
        said.mandate(bars(data)),
        *([said.mandate_near(near)] if near else []),
        *([said.mandate_odds(odds)] if odds else []),
    ]


def _percent(points: Interval) -> Interval:
    ends = (points.mean, points.low, points.high)
    mean, low, high = (None if x is None else x / 100 for x in ends)
    return Interval(mean, low, high)


def pilot(data: ReportData) -> list[str]:
    """What a pilot in a few districts said, how often it was right, and whether it paid."""
    found = data.part("pilot")
    if not found:
        return []
    estimate, true, right, gain = (
        Interval.of(found.get(key)) for key in ("estimate_pp", "true_pp", "sign_right", "gain")
    )
    told = [said.pilot(_whole(found.get("districts")), estimate, true)]
    if right.known:
        told.append(said.pilot_sign(right))
    least = Interval.of(found.get("detectable_pp"))
    if least.known:
        told.append(said.pilot_detectable(least))
    if gain.mean == 0 and gain.low in (None, 0) and gain.high in (None, 0):
        told.append(said.pilot_idle())
    elif gain.known:
        told.append(said.pilot_gain(gain))
    return told
