"""The scenario of the made-up results, as a results folder holds it."""

from __future__ import annotations

SCENARIO = """\
[population]
name = "Made-up"
electorate = 10000000
simulated = 100000
archetypes = 5
structure = 0.5

[politics]
support = 0.49
turnout = 0.65

[messages]
count = 6
mean_effect_pp = 0.85
between_sd_pp = 0.4335
heterogeneity_sd_pp = 0.31
cost_each = 15000.0

[channels.television]
kind = "impressions"
share = 0.5
cpm = 30.0
users = 0.88
targetable = false
field_share = 0.01

[channels.social]
kind = "impressions"
share = 0.5
cpm = 20.0
users = 0.72
targetable = true
premium = 1.9
match_rate = 0.6
field_share = 0.01

[data]
validity = 0.35
party_label = true
party_accuracy = 0.85

[segments]
method = "kmeans"
count = 6

[test]
respondents = 24030
outcome = "binary"
shrinkage = "empirical_bayes"
cost_per_respondent = 2.5

[budget]
total = 4000000.0
currency = "USD"

[election]
swing_sd = 0.02

[run]
replicates = 40
worth_pp = 0.05
seed = 1
"""

# The same country with everything that only some scenarios use.
EVERYTHING = (
    SCENARIO.replace(
        "mean_effect_pp",
        "mobilise_pp = 0.6\nmobilise_between_sd_pp = 0.2\n"
        "reactance_pp = 0.3\nnotice_rate = 0.4\nmismatch_pp = 0.5\nmean_effect_pp",
    )
    .replace(
        "total =",
        'audience = "selected"\naudience_by = "support"\naudience_share = 0.3\n'
        'allocation = "optimised"\ntotal =',
    )
    .replace(
        "respondents = 24030",
        'respondents = 24030\nweighting = "rake"\npanel_habit = { turnout = 0.3 }',
    )
    .replace("swing_sd", 'rule = "districts"\ndraw = true\nswing_sd')
    .replace(
        "[run]",
        """\
[districts]
count = 51
electoral_votes = [3, 10, 35]
size_sd = 0.8
lean_sd = 0.4
sorting = 0.2
pilots = 10

[earned]
share_rate = 0.1
contacts = 3.0
homophily = 0.5
field_share = 0.01

[opponent]
strategy = "segmented"
game = true

[opponent.data]
validity = 0.6

[opponent.budget]
total = 2000000.0

[attribution]
arm = "broadcast"
measure = "vote_share_pp"

[attribution.factors.testing]
"test.conducted" = true

[attribution.factors.targeting]
arm = "segmented"

[run]""",
    )
    .replace(
        "[data]",
        """\
[channels.doorsteps]
kind = "contacts"
share = 0.2
cost_per_attempt = 2.0
contact_rate = 0.3
capacity = 500000.0
frequency_cap = 3
users = 1.0
targetable = true
premium = 1.0
match_rate = 1.0

[data]""",
    )
)
