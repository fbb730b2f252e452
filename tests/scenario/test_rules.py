"""What is wrong with arms, channels, districts, elections and preparation, and where it stands."""

from __future__ import annotations

import pytest

from msim.scenario import Names, Scenario, check

NAMES = Names(
    arms=(*Scenario().run.arms, "ground", "demographic", "individual", "yours"),
    methods=("kmeans", "party"),
    strategies=("silent", "broadcast", "segmented", "ground", "demographic"),
    measures=("vote_share_pp", "win"),
)
TEXT = "channels.text.share=1.0\n"
ARMS = "run.arms=['silent','broadcast']"

REFUSED = [
    ("election.rule='districts'",
     '1:15  election.rule = "districts": there is one district only; set districts.count'),
    ("election.rule='distrits'",
     "1:15  election.rule = \"distrits\": must be 'popular', 'districts' or 'mandate'; did you "
     "mean 'districts'?"),
    ("election.rule='mandate'",
     '1:15  election.rule = "mandate": set mandate_turnout, mandate_share or '
     "mandate_electorate_share"),
    ("election.mandate_share=1.2", "1:24  election.mandate_share = 1.2: must be between 0 and 1"),
    ("channels.text.capacity=0",
     "1:24  channels.text.capacity = 0: must be above 0 and at most 1,000,000,000,000,000"),
    ("[channels.social]\ncapacity=500",
     '2:10  channels.social.capacity = 500: only a channel of kind "contacts" has a capacity'),
    ("[channels.text]\nkind='impressions'\ncapacity=500.0",
     '3:10  channels.text.capacity = 500: only a channel of kind "contacts" has a capacity'),
    ("channels.social.cross_party_price=0.9",
     "1:35  channels.social.cross_party_price = 0.9: must be between 1 and 10"),
    ("channels.text.cross_party_price=1.4",
     '1:33  channels.text.cross_party_price = 1.4: only a channel of kind "impressions" has a '
     "price across party lines"),
    ("channels.social.cross_party_price=2\ndata.party_label=false",
     "1:35  channels.social.cross_party_price = 2: there is no party label (data.party_label is "
     "false)"),
    ("channels.social.cross_party_price=2\n[opponent]\nstrategy='segmented'\n"
     "data.party_label=false",
     "1:35  channels.social.cross_party_price = 2: there is no party label (data.party_label is "),
    ("channels.social.mobilise_field_share=-0.1",
     "1:38  channels.social.mobilise_field_share = -0.1: must be between 0 and 10"),
    ("response.saturation=50\nchannels.social.mobilise_field_share=1",
     "2:38  channels.social.mobilise_field_share = 1: out of reach; with this turnout and "
     "saturation it must be below 1"),
    ("channels.social.mobilise_field_shar=0.1",
     "1:17  channels.social.mobilise_field_shar: no such key; did you mean 'mobilise_field_share"),
    ("channels.text.frequency_cap=0",
     "1:29  channels.text.frequency_cap = 0: must be between 1 and 10,000"),
    ("channels.text.kind='contact'",
     "1:20  channels.text.kind = \"contact\": must be 'impressions' or 'contacts'; did you mean "
     "'contacts'?"),
    ("channels.social.flight=[1.0,-1]",
     "1:29  channels.social.flight[1] = -1: must be between 0 and 1,000,000"),
    ("channels.social.flight=[0.0,0]",
     "1:24  channels.social.flight: at least one week must weigh more than 0"),
    ("channels.social.flight=[]",
     "1:24  channels.social.flight: has 0 entries, must have at least 1"),
    ("districts.electoral_votes=[1,2]",
     "1:27  districts.electoral_votes: has 2 entries, but districts.count is 1"),
    ("districts.count=2\ndistricts.electoral_votes=[0,0]",
     "2:27  districts.electoral_votes: at least one district must have a vote"),
    ("districts.count=2\ndistricts.electoral_votes=[3,-1]",
     "2:30  districts.electoral_votes[1] = -1: must be between 0 and 1,000,000"),
    ("districts.count=2\ndistricts.sizes=[0.5,0.5]\ndistricts.size_sd=0.1",
     "3:19  districts.size_sd = 0.1: give sizes or size_sd, not both"),
    ("districts.count=3\ndistricts.pilots=1",
     "2:18  districts.pilots = 1: must be 0, or at least 2 and at most districts.count, 3"),
    ("districts.count=3\ndistricts.pilots=4",
     "2:18  districts.pilots = 4: must be 0, or at least 2 and at most districts.count, 3"),
    (f"districts.count=3\ndistricts.pilots=2\n{ARMS}",
     "2:18  districts.pilots = 2: needs the arm segmented"),
    ("districts.count=3\ndistricts.pilots=2\nrun.arms=['silent','naive']",
     "2:18  districts.pilots = 2: needs the arm broadcast and the arm segmented"),
    ("run.arms=['silent','ground']",
     '1:20  run.arms[1] = "ground": needs a channel of kind "contacts" with a share above 0'),
    ("run.arms=['silent','ground']\nchannels.text.capacity=9.0",  # with a share of 0
     '1:20  run.arms[1] = "ground": needs a channel of kind "contacts" with a share above 0'),
    ("run.arms=['silent','demographic']\npopulation.traits=[{name='a'}]",
     '1:20  run.arms[1] = "demographic": needs a trait with demographic = true'),
    ("run.arms=['silent','yours']",
     '1:20  run.arms[1] = "yours": needs your plan: write [yours] messages = [1, 2, 1, ...], the '
     "number of a message for each segment"),
    ("yours.messages=[1,2]",
     "1:16  yours.messages: has 2 messages, but there are 6 segments; give each segment one"),
    ("segments.count=6\nyours.messages=[1,1,1,1,1,1]\nsegments.features=['home_owner']",
     "2:16  yours.messages: has 6 messages, but the readings are of 2 kinds at most, so there are "
     "no more segments"),
    ("segments.count=2\nyours.messages=[1,7]", "2:19  yours.messages[1] = 7: there are 6 messages"),
    ("segments.count=2\nyours.messages=[0,1]",
     "2:17  yours.messages[0] = 0: must be between 1 and 1000"),
    ("segments.count=2\nyours.messages=[1,1]\nyours.shares=[1]",
     "3:14  yours.shares: has 1 shares, but yours.messages has 2; give each segment both"),
    ("segments.count=2\nyours.messages=[1,1]\nyours.shares=[0,0]",
     "3:14  yours.shares: every share is 0; give at least one segment money"),
    ("segments.count=2\nyours.messages=[1,1]\nyours.shares=[0,-1]",
     "3:17  yours.shares[1] = -1: must be between 0 and 1,000,000"),
    ("budget.audience_by='district'",
     '1:20  budget.audience_by = "district": there is one district only; set districts.count'),
    ("budget.audience_by='response'\ntest.conducted=false",
     '1:20  budget.audience_by = "response": goes by what a survey foretells; set '
     "test.conducted = true"),
    ("budget.delivery='best'\ntest.conducted=false",
     '1:17  budget.delivery = "best": goes by what a survey foretells; set test.conducted = true'),
    ("budget.delivery='bst'",
     "1:17  budget.delivery = \"bst\": must be 'targeted' or 'best'; did you mean 'best'?"),
    ("budget.delivery='best'\n" + "\n".join(
        f"[channels.c{n}]\nshare=0.0625\ntargetable=true" for n in range(16)
    ) + "\n[channels.social]\nshare=0.0\n[channels.television]\nshare=0.0",
     '1:17  budget.delivery = "best": 16 channels can target; at most 10 are compared'),
    ("budget.audience_share=0",
     "1:23  budget.audience_share = 0: must be above 0 and at most 1"),
    ("[data]\npreparation_days=30\nvalidity=0.2",
     "2:18  data.preparation_days: give validity or preparation_days, not both"),
    ("[data]\npreparation_days=30\ndata_points=2",
     "2:18  data.preparation_days: give data_points or preparation_days, not both"),
    ("data.preparation_days=30\ntest.respondents=500",
     "1:23  data.preparation_days: give test.respondents or preparation_days, which sets the "
     "respondents too, not both"),
    ("data.preparation_days=0.1",
     "1:23  data.preparation_days = 0.1, which makes 6 respondents: at least 14 are needed, two "
     "for each of 6 messages and two for the control group"),
    ("data.preparation_days=15_000\nbudget.total=2_000_000",  # who is asked is paid
     "2:14  budget.total = 2000000: nothing is left to deliver; making 6 messages costs 90,000 "
     "USD and the test 2,437,500 USD"),
    ("data.preparation_days=30\ndata.ceiling=0.1",
     "2:14  data.single_item_validity = 0.15: must be at most the ceiling, 0.1"),
    ("response.saturation=50\nearned.field_share=0.65\nearned.share_rate=0.1",
     "2:20  earned.field_share = 0.65: out of reach; with this turnout and saturation it must be "
     "below 0.65"),
]


@pytest.mark.parametrize(("text", "line"), REFUSED, ids=[each[0][:50] for each in REFUSED])
def test_refused(text: str, line: str) -> None:
    found = [str(problem) for problem in check(text, NAMES, "m")]
    assert len(found) == 1, found
    assert found[0].startswith(f"m:{line}")


@pytest.mark.parametrize(
    "text",
    [
        "election.rule='districts'\ndistricts.count=2",
        "election.rule='mandate'\nelection.mandate_turnout=0.5",
        "election.rule='mandate'\nelection.mandate_electorate_share=0.25",
        "election.mandate_share=1.0",
        f"{TEXT}channels.text.capacity=1",
        "channels.social.flight=[0,1e6]",
        "districts.count=2\ndistricts.electoral_votes=[0,0.5]",
        "districts.count=2\ndistricts.size_sd=0.5",
        "districts.count=2\ndistricts.sizes=[0.5,0.5]\ndistricts.size_sd=0.0",
        "districts.count=2\ndistricts.pilots=2",
        f"{TEXT}run.arms=['silent','ground']",
        "run.arms=['silent','demographic','individual']",
        "districts.count=2\nbudget.audience_by='district'",
        "data.preparation_days=30\ntest.respondents=24_030",  # the default is no contradiction
        "data.preparation_days=0.1\ntest.conducted=false",
        "data.preparation_days=0\nrun.arms=['silent','naive']",
        "test.conducted=false\ntest.respondents=2",
        "test.conducted=false\nbudget.total=90_001",  # no test, no bill for it
        "segments.count=2\nyours.messages=[6,1]\nyours.shares=[0,3]\nrun.arms=['yours']",
        "yours.messages=[1,2]\nsegments.method='party'",  # it makes as many as it finds
        "yours.messages=[1,2]\nsegments.count='auto'",
        "response.saturation=50\nearned.field_share=0.65",  # nobody passes anything on
    ],
)
def test_taken(text: str) -> None:
    assert check(text, NAMES) == []


def test_a_problem_is_not_said_where_it_may_come_from_another() -> None:
    wrong = "districts.count=0\nelection.rule='districts'\n"
    assert [each.key for each in check(wrong, NAMES)] == ["districts.count"]
    wrong = "[channels.text]\nkind='contact'\nshare=1.0\n[run]\narms=['silent','ground']"
    assert [each.key for each in check(wrong, NAMES)] == ["channels.text.kind"]
