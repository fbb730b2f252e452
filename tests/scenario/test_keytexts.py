"""Every key has its text, and every text its key."""

from __future__ import annotations

import tomllib
from pathlib import Path

import msim.scenario
from msim.scenario import EVIDENCE
from msim.scenario.keydocs import key_names, label
from msim.scenario.keytexts import ASSUMPTION, SETTING, key_text
from msim.scenario.media import KNOWN_CHANNELS
from msim.scenario.words import split

KEYS = list(key_names())


def texts() -> set[str]:
    """The keys that the files beside the models speak of, those of one channel left out."""
    found = set()
    for file in (Path(msim.scenario.__file__).parent / "keys").glob("*.toml"):
        section = {"traits": "population.traits", "channels": "channels.NAME"}.get(
            file.stem, file.stem)  # fmt: skip
        for name, said in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if name not in KNOWN_CHANNELS:
                found.add(f"{section}.{name}")
                assert set(said) <= {"label", "unit", "meaning", "source", "evidence"}, name
    return found


def test_every_key_is_said_to_mean_something_and_rest_on_something() -> None:
    for key in KEYS:
        text = key_text(split(key))
        assert text is not None and text.label and text.unit and text.meaning, key
        assert text.source in {*EVIDENCE, ASSUMPTION, SETTING}, key


def test_every_text_is_of_a_key() -> None:
    own = {key for key in KEYS if not key.startswith("opponent.") or key.count(".") == 1}
    assert texts() == own


def test_a_channel_of_a_known_name_may_rest_on_a_row_of_its_own() -> None:
    television, radio = (key_text(("channels", name, "cpm")) for name in ("television", "radio"))
    assert television is not None and radio is not None
    assert television.source == "cpm_television" and radio.source == ASSUMPTION
    assert (television.low, television.high) == (15.0, 60.0) and radio.low is None


def test_a_label_says_whose_the_key_is() -> None:
    assert label("data.validity") == "data validity"
    assert label("opponent.data.validity") == "data validity (opponent's)"
    assert label("channels.social.cpm") == "price of 1,000 impressions (social)"
