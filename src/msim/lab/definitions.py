"""What does a number on the page mean? The definition that opens beside each of them."""

from __future__ import annotations

from typing import Final

from msim.report.common.names import ARMS, MEASURES

TOLD: Final = {
    "reach_rate": "Share of all voters who met the campaign at least once, on any channel. "
    "Targeted delivery pays a premium for each impression and misses whoever the platform cannot "
    "find, so the same money reaches fewer.",
    "reach_3_rate": "Share of all voters who met the campaign three times or more: often enough to "
    "count, by a common rule of thumb.",
    "average_frequency": "Impressions divided by the people reached: how often those met it who "
    "met it at all.",
    "net_votes": "Half of what the lead over the other party changes by, compared with a campaign "
    "that says nothing: (change of own votes minus change of the other's) / 2. A voter who "
    "switches sides counts one.",
    "cost_per_net_vote": "All that was spent, test and messages included, divided by net votes. "
    "Empty where votes are lost, or where the interval of net votes includes zero. The table says "
    "which.",
    "win_prob": "Probability of winning over the swing that no campaign makes.",
    "promised_net_votes": "What the campaign's own message test said it would gain. The message "
    "that tests best was partly lucky, so it usually does worse in the campaign than in the test "
    "(winner's curse).",
}
PICTURES: Final = {
    "votes": "Net votes of each arm, and the price of one. Whiskers bound the mean over worlds "
    "with 95 %. Single elections vary more than that.",
    "ladder": "Each bar is one step: any message at all, testing which is best, matching messages "
    "to segments at broadcast's own delivery, and paying for targeted delivery. Three steps stand "
    "beside the ladder: segments drawn at random (placebo), what a perfect test would buy (best "
    "single), and what perfect matching adds to that (oracle). No campaign has such knowledge.",
    "reach": "Exposure follows from money, prices, habits and who can be found. On target means "
    "the persuadable: support between 35 and 65 %.",
    "promised": "Triangles: what the test said. Diamonds: the same, shrunk (noisy readings drawn "
    "towards their mean). Circles: what came. The gap from triangle to circle is the winner's "
    "curse. It grows as the same respondents are split over more segments.",
    "voters": "Each dot is a synthetic voter as the campaign's data show it, in the two directions "
    "that hold most variance; colours and numbers are segments. A method cuts any cloud into "
    "segments, whether or not there are clusters in it.",
}
ANSWER: Final = (
    "Segmented and broadcast have the same money, voters and chance; the difference is taken "
    "within each world. A world is one draw of everything: country, messages, delivery and swing. "
    "In each, the message test is drawn several times (surveys), and a world's number is the "
    "average over them. How large a difference has to be to matter was set before the run (0.05 "
    "points of vote share unless the scenario says otherwise). A win or a loss is an interval that "
    "lies wholly beyond it. "
    "Brackets bound the mean over worlds with 95 %."
)


def definitions() -> dict[str, dict[str, str]]:
    """Title and text by name: measures, figures, arms (as `arm:NAME`), and `answer`.

    >>> definitions()["reach_rate"]["title"]
    'reach 1+'
    """
    found = {name: {"title": MEASURES[name].label, "text": text} for name, text in TOLD.items()}
    found |= {name: {"title": name, "text": text} for name, text in PICTURES.items()}
    found |= {
        f"arm:{arm}": {"title": arm.replace("_", " "), "text": f"{text[:1].upper()}{text[1:]}."}
        for arm, text in ARMS.items()
    }
    return found | {"answer": {"title": "the answer", "text": ANSWER}}
