"""Where does it count? Sentences on districts, on a mandate, and on a trial in a few districts.

Power is counted as Gelman, Katz and Tuerlinckx (2002, Statistical Science 17(4)) do: by how likely
a vote is to decide. The efficiency gap is that of Stephanopoulos and McGhee (2015, University of
Chicago Law Review 82), mean minus median that of McDonald and Best (2015, Election Law Journal
14(4)); both count against the own side where they are positive.
"""

from __future__ import annotations

from msim.core.text import Interval, digits, show
from msim.report.common.names import WINNING, label, measure
from msim.report.run import tables
from msim.report.run.data import ReportData
from msim.report.run.sentences import in_votes

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
        return f"The country has {count} districts, which decide nothing: all votes are added up."
    each = "one vote each" if count == every else f"{every} electoral votes in all"
    return (
        f"The election is decided in {count} districts, {each}; whoever leads in a district "
        f"takes all of its votes, and {needed} win."
    )


def _whole(value: object) -> str:
    return digits(Interval.of({"mean": value}).mean, "number", 0)


def _power(data: ReportData) -> str:
    half = Interval.of(data.part("districts").get("half_of_power"))
    if not half.known or data.rule != "districts":
        return ""
    return (
        "The power of a vote is the chance that one more turns the election round. Half of all "
        f"power lies in {show(half, 'number')} of the districts."
    )


def _most(data: ReportData) -> str:
    table = tables.districts(data)
    if table.empty or data.rule != "districts":
        return ""
    first = table.iloc[0]
    if not first["power_share"] > 0:
        return "In the first world no vote had any power."
    little = int((table["power_share"] < LITTLE).sum())
    text = (
        f"In the first world district {int(first['district'])} has most of it, "
        f"{digits(first['power_share'], 'rate', 1)} %: in silence the own side has "
        f"{digits(first['silent_share_pp'], 'points', 1)} % of its votes, and one vote there "
        f"weighs {digits(first['power_per_vote'], 'number', 1)} times the average one"
    )
    return f"{text}; {little} of {len(table)} have less than one part in a hundred."


def _split(data: ReportData) -> str:
    found = {arm: data.arm(arm, "split") for arm in NAMED if data.arm(arm, "split").known}
    if not found:
        return ""
    if not any(value.mean for value in found.values()):
        return "In no election of this run did the side with fewer votes win."
    each = [f"{show(value, 'rate')} with {label(arm)}" for arm, value in found.items()]
    return f"The side with fewer votes won in {', '.join(each)}."


ARTICLE = {"efficiency_gap": "the ", "mean_minus_median": ""}


def _map(data: ReportData) -> str:
    arm = "silent" if "silent" in data.arms else data.arms[0]
    told = []
    for name in ARTICLE:
        value = data.arm(arm, name)
        if value.known:
            called = f"{ARTICLE[name]}{measure(name).label}"
            told.append(f"{called} is {show(value, 'rate')}, {_against(value)}")
    return f"With {label(arm)}, {'; '.join(told)}." if told else ""


def _against(value: Interval) -> str:
    if not value.bounded:
        return "without an interval"
    said = {1: "against the own side", -1: "in favour of the own side"}
    return said.get(value.side, "not told apart from a map that favours nobody")


def _seats(data: ReportData) -> str:
    name, noun = ("seats", "seats")
    if "electoral_votes" in tables.special(data):
        name, noun = "electoral_votes", "electoral votes"
    gap = data.contrast("segmented-broadcast", name)
    if not gap.known:
        return ""
    if gap.side:
        return f"Segmented won {_more(gap, noun)} than broadcast."
    if gap.bounded and (gap.low, gap.high) == (0, 0):
        return f"Segmented and broadcast won the same {noun} in every election."
    known = "no detectable difference" if gap.bounded else "from one world"
    return f"Segmented and broadcast differ by {show(gap, 'number')} {noun}, {known}."


def _more(gap: Interval, noun: str) -> str:
    more = gap if gap.side > 0 else gap.flipped()
    return f"{show(more, 'number')} {'more' if gap.side > 0 else 'fewer'} {noun}"


def winning(data: ReportData) -> str:
    """What the probability of winning is the probability of."""
    return WINNING.get(data.rule, "winning")


def bars(data: ReportData) -> list[str]:
    """What a mandate asks for, a phrase a bar."""
    keys = {
        "mandate_turnout": "a turnout of {} %",
        "mandate_share": "{} % of the votes",
        "mandate_electorate_share": "own votes from {} % of the electorate",
    }
    found = {text: data.setting(f"election.{key}") for key, text in keys.items()}
    return [text.format(f"{100 * bar:.4g}") for text, bar in found.items() if bar is not None]


def mandate(data: ReportData) -> list[str]:
    """What the mandate asks for, how near the arms come, and how often they reach it."""
    if data.rule != "mandate":
        return []
    told = [f"The mandate asks for {' and '.join(bars(data))}."]
    near = [
        f"{show(_percent(data.arm(arm, 'electorate_share_pp')), 'rate')} with {label(arm)}"
        for arm in NAMED
        if data.arm(arm, "electorate_share_pp").known
    ]
    if near:
        told.append(f"Of the whole electorate, the own side gets the votes of {', '.join(near)}.")
    odds = [
        f"{show(data.arm(arm, 'win_prob'), 'rate')} with {label(arm)}"
        for arm in NAMED
        if data.arm(arm, "win_prob").known
    ]
    if odds:
        told.append(f"The mandate is reached with a probability of {', '.join(odds)}.")
    return told


def _percent(points: Interval) -> Interval:
    ends = (points.mean, points.low, points.high)
    mean, low, high = (None if x is None else x / 100 for x in ends)
    return Interval(mean, low, high)


def pilot(data: ReportData) -> list[str]:
    """What a trial in a few districts said, how often it was right, and whether it paid."""
    found = data.part("pilot")
    if not found:
        return []
    estimate, true, right, gain = (
        Interval.of(found.get(key)) for key in ("estimate_pp", "true_pp", "sign_right", "gain")
    )
    told = [
        f"A trial in {_whole(found.get('districts'))} districts, half of them with broadcast and "
        f"half segmented, put segmented at {show(estimate, 'points')} of vote share against "
        f"broadcast; in the whole country it was {show(true, 'points')}."
    ]
    if right.known:
        told.append(
            f"Its sign was right in {show(right, 'rate')} of the worlds: {_coin(right)}."
        )
    if gain.mean == 0 and gain.low in (None, 0) and gain.high in (None, 0):
        told.append("Going by the trial led to nothing but broadcast, so it made no difference.")
    elif gain.known:
        told.append(
            f"Going by the trial rather than with broadcast in any case made {in_votes(gain)}: "
            f"{PAYS[gain.side] if gain.bounded else OPEN}."
        )
    return told


OPEN = "one world does not say whether that pays"
PAYS = {
    1: "deciding by it pays",
    -1: "deciding by it does not pay",
    0: "whether deciding by it pays is open",
}


def _coin(right: Interval) -> str:
    if right.low is None or right.high is None:
        return "one world does not say more than a coin"
    if right.low > 0.5:
        return "more often than a coin is"
    if right.high < 0.5:
        return "less often than a coin is"
    return "not told apart from a coin"
