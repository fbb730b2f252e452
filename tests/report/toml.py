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
