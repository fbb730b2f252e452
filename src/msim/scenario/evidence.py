"""Where the numbers come from: one record for each published figure that a key rests on.

A key of the config names its row here; a key without a row is an assumption and says so. A figure
marked unverified was not read in its source: it may set a range, never a target of a test.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Evidence:
    """One row: the lowest, central and highest published figure, its unit, and who published it."""

    id: str
    what: str
    unit: str
    low: float | None
    central: float | None
    high: float | None
    citation: str


_ROWS = (
    Evidence(
        "mean_effect", "mean effect of one forced exposure in a survey", "points of vote choice",
        0.0, 0.85, 2.3,
        "Hewitt et al. 2024, APSR 118(4): 0.85 for president in 2020, 1.18 below it, 2.27 in 2018; "
        "Coppock, Hill and Vavreck 2020: 0.7; Kalla and Broockman 2018, APSR 112(1): none in the "
        "field at general elections",
    ),
    Evidence(
        "message_spread", "spread of true effects over messages", "share of the mean effect",
        0.26, 0.51, 1.0,
        "Hewitt et al. 2024: 0.51 overall; 0.40, 0.40 and 0.63 in three elections (derived)",
    ),
    Evidence(
        "group_correlation", "correlation, across messages, of the effects in two groups",
        "correlation", -0.5, 0.86, 0.92,
        "Coppock 2022, Persuasion in Parallel: 0.86 between the parties, 0.62 (older and younger) "
        "to 0.92 (women and men); negative only where messages are made to split groups",
    ),
    Evidence(
        "field_share", "effect of one impression in the field", "share of one forced exposure",
        1 / 130, 1 / 100, 1 / 60,
        "Hewitt et al. 2024, appendix C: 0.015 points an impression (Senate), 0.008 (president)",
    ),
    Evidence(
        "half_life", "half-life of an effect", "days", 3.5, 7.0, 42.0,
        "Gerber, Gimpel, Green and Shaw 2011: gone a week later; Hill, Lo, Vavreck and Zaller "
        "2013: half to three quarters gone in a week, some left after six",
    ),
    Evidence(
        "lasting_share", "share of an effect that lasts", "share", 0.0, 0.2, 0.45,
        "Coppock 2022: a third left at ten days over twelve panels; opinion pieces 44 % at thirty",
    ),
    Evidence(
        "validity", "correlation of a trait read from digital traces with the trait",
        "correlation", 0.29, 0.35, 0.56,
        "Azucar, Marengo and Settanni 2018: 0.29 to 0.40; Youyou, Kosinski and Stillwell 2015: "
        "0.56 at best",
    ),
    Evidence(
        "party_accuracy", "party known correctly", "share of voters", 0.67, 0.85, 1.0,
        "Kosinski, Stillwell and Graepel 2013: 0.85, a measure of discrimination and so an upper "
        "reading; two thirds in commercial voter files (Pew 2018, unverified)",
    ),
    Evidence(
        "match_rate", "people on a list that a platform finds", "share of voters",
        0.59, 0.60, 0.82, "Aggarwal et al. 2023",
    ),
    Evidence(
        "mismatch", "penalty for a message meant for another group", "times the gain",
        0.0, 1.0, None,
        "Hersh and Schaffner 2013, JoP 75(2): large enough to erase the gain; a quarter of those "
        "picked by a predicted label did not have it",
    ),
    Evidence(
        "cpm_television", "price of 1,000 television impressions", "currency", 15.0, 30.0, 60.0,
        "Hewitt et al. 2024, appendix C: 30, and 60 for each voter reached",
    ),
    Evidence(
        "cpm_digital", "price of 1,000 digital impressions", "currency", 6.0, 20.0, 45.0,
        "Aggarwal et al. 2023: 5.9 (derived); the advertising press 32",
    ),
    Evidence(
        "premium", "price of targeted delivery over broadcast delivery", "times the price",
        1.0, 1.9, 2.7, "sellers' price lists and one older study (unverified): weak evidence",
    ),
    Evidence(
        "text_price", "price of a text message", "currency", 0.07, 0.15, 0.26,
        "field reports of peer-to-peer text programmes (derived)",
    ),
    Evidence(
        "text_effect", "effect of a cold text message on turnout", "points", 0.0, 0.3, 0.6,
        "the same reports: +0.2 (2016), +0.6 (2017), not significant (2017)",
    ),
    Evidence(
        "doorstep_effect", "effect of a doorstep contact on turnout", "points", 2.5, 4.0, 7.0,
        "Green and Gerber 2004: a vote for 14 contacts; 2.5 in a later meta-analysis (unverified)",
    ),
    Evidence(
        "doorstep_price", "price of a doorstep contact", "currency", 1.4, 2.0, 10.0,
        "Green and Gerber 2004 (derived); later costs are higher",
    ),
    Evidence(
        "message_price", "price of one more message", "currency", None, 15_000.0, None,
        "Hewitt et al. 2024",
    ),
    Evidence(
        "respondent_price", "price of one test respondent", "currency", None, 2.5, None,
        "Hewitt et al. 2024",
    ),
    Evidence(
        "meeting_effect", "effect of a meeting on those who come", "points of support",
        0.0, None, None, "no comparable experiment: an assumption, at most as a doorstep contact",
    ),
    Evidence(
        "meeting_price", "price of one person at a meeting", "currency", 5.0, 20.0, 100.0,
        "no comparable experiment: an assumption",
    ),
    Evidence(
        "vote_price", "price of one vote by television", "currency", 170.0, 200.0, 365.0,
        "Hewitt et al. 2024, appendix C; Spenkuch and Toniatti 2018; "
        "Sides, Vavreck and Warshaw 2022",
    ),
    Evidence(
        "testing_pays", "messages and respondents of a test that pays, by budget", "counts",
        None, None, None,
        "Hewitt et al. 2024, figure 4 and table 3: 3 messages and 11,030 respondents at 500,000, "
        "6 and 24,030 at 1,000,000, 16 and 107,030 at 5,000,000; standard deviation 0.35",
    ),
)

EVIDENCE: dict[str, Evidence] = {row.id: row for row in _ROWS}
