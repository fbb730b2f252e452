"""The server: what it sends, and what it refuses before anything reads it."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from msim.core.wording import say
from msim.lab import files, server
from msim.lab.guard import LARGEST, Rates, local
from msim.lab.server import build
from msim.lab.work import Desk
from msim.lab.worlds import STAGES, LabWorld
from tests.lab.apart import apart
from tests.lab.fakes import Fake
from tests.lab.served import joined, served

QUESTION = {"preset": "null", "set": {"segments.count": 2}}


@pytest.fixture(scope="module")
def app() -> Starlette:
    return build(Desk([Fake()]))


@pytest.fixture(scope="module")
def lab(app: Starlette) -> Iterator[httpx.Client]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "bundle", lambda: "window.vegaEmbed = () => {};")
        with served(app) as address, httpx.Client(base_url=address, trust_env=False) as client:
            client.headers.update(joined(client))
            yield client


def post(lab: httpx.Client, content: Any = QUESTION, **headers: str) -> Any:
    headers = {
        "content-type": "application/json",
        "origin": str(lab.base_url).rstrip("/"),
        **headers,
    }
    body = content if isinstance(content, str | bytes) else json.dumps(content)
    return lab.post("/answer", content=body, headers=headers)


def test_an_answer_comes_in_lines_stage_after_stage(lab: httpx.Client) -> None:
    found = [json.loads(line) for line in post(lab).text.splitlines()]
    world = LabWorld.of("null", {"segments.count": 2})
    expected = [(n, world.scenario(stage).hash) for n, stage in enumerate(STAGES)]
    assert [(part["stage"], part["hash"]) for part in found] == expected


def test_every_file_of_the_page_is_sent_and_points_nowhere_else(lab: httpx.Client) -> None:
    names = ["", files.VEGA, *files.every(False, len(STAGES))]
    assert {"index.html", "lab.css", "lab.js", "look.css", "meta.json"} <= set(names)
    for name in [each for each in names if each != "index.html"]:
        found = lab.get(f"/{name}")
        assert found.status_code == 200, name
        if name != files.META:  # whose texts may cite
            urls = set(re.findall(r"\b(?:https?|wss?)://[^\"\s]*|[\"'(]//[^\"\s]+", found.text))
            assert urls <= {"http://www.w3.org/2000/svg"}, name
        again = lab.get(f"/{name}", headers={"if-none-match": found.headers["etag"]})
        assert again.status_code == 304


def test_no_script_or_style_stands_in_the_page(lab: httpx.Client) -> None:
    text = lab.get("/").text
    assert "<style" not in text
    assert " style=" not in text
    assert " on" not in {part[:3] for part in text.split("<")[1:]}
    assert text.count("<script") == text.count('<script type="module" src="')


@pytest.mark.parametrize("module", ["msim.lab", "msim.classroom"])
def test_no_script_makes_markup_or_code_out_of_text(module: str) -> None:
    """What is shown is put in as text, so that no name in a scenario can be a script."""
    for name, text in files.static(module).items():
        markup = r"\b(?:inner|outer)HTML|insertAdjacentHTML|document\.write"
        assert not re.search(markup, text), name
        assert not re.search(r"\beval\(|new Function|setTimeout\(\s*[\"']", text), name


def test_every_response_is_sealed(lab: httpx.Client) -> None:
    for found in (lab.get("/"), lab.get("/no-such-file"), post(lab, "no JSON")):
        policy = dict(
            rule.split(" ", 1) for rule in found.headers["content-security-policy"].split("; ")
        )
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
        assert found.headers["x-content-type-options"] == "nosniff"
        assert found.headers["referrer-policy"] == "no-referrer"
        assert "access-control-allow-origin" not in found.headers


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8741", "127.0.0.1.evil.example", "",
             "[127.0.0.1]evil.example", "[::1"]
)
def test_a_foreign_name_that_leads_here_is_refused(lab: httpx.Client, host: str) -> None:
    found = lab.get("/", headers={"host": host})
    assert found.status_code == 421
    assert "error" in found.json()


@pytest.mark.parametrize("host", ["localhost:8741", "127.0.0.1", "[::1]:8741"])
def test_the_names_of_this_machine_are_answered(lab: httpx.Client, host: str) -> None:
    assert lab.get("/", headers={"host": host}).status_code == 200


def test_in_a_classroom_addresses_are_answered_and_names_are_not() -> None:
    assert local("192.168.1.7:8741")
    assert not local("evil.example")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "https://127.0.0.1"}, 403),
        ({"origin": "http://127.0.0.1:9"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"content-type": "text/plain"}, 415),
        ({"content-type": "application/x-www-form-urlencoded"}, 415),
    ],
)
def test_another_page_may_not_ask(lab: httpx.Client, headers: dict[str, str], status: int) -> None:
    found = post(lab, **headers)
    assert found.status_code == status
    assert "error" in found.json()


@pytest.mark.parametrize("where", ["/answer", "/pair", "/play"])
@pytest.mark.parametrize("session", ["", "0123456789abcdef", f"{'0' * 16}-{'f' * 32}", "é" * 9])
def test_a_session_that_is_made_up_is_refused(
    lab: httpx.Client, where: str, session: str
) -> None:
    headers = {"x-lab-session": session.encode("latin-1")}
    found = lab.post(where, json=QUESTION, headers=headers)  # type: ignore[arg-type]
    assert (found.status_code, found.json()["error"]) == (401, say("no_session"))


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH"])
def test_other_methods_are_not_answered(lab: httpx.Client, method: str) -> None:
    assert lab.request(method, "/answer").status_code == 405


def test_long_questions_are_refused_however_long_they_say_they_are(lab: httpx.Client) -> None:
    long = b" " * (LARGEST + 1)
    assert post(lab, long).status_code == 413
    headers = {"content-type": "application/json"}
    assert lab.post("/answer", content=iter([long]), headers=headers).status_code == 411


@pytest.mark.parametrize(
    "content",
    [
        "", "{", "[" * 5_000, "[]", "1", '{"preset": "null"}',
        QUESTION | {"preset": "../../etc/passwd"},
        QUESTION | {"preset": 1},
        QUESTION | {"set": []},
        QUESTION | {"set": {"segments.count": [1]}},
        QUESTION | {"set": {"segments.count": None}},
        QUESTION | {"set": {"run.scheduler": "tcp://evil.example:1"}},
        QUESTION | {"set": {"population.simulated": 10**9}},
        QUESTION | {"pane": "elsewhere"},
    ],
    ids=range(14),
)  # fmt: skip
def test_whatever_is_no_question_gets_a_clear_error(lab: httpx.Client, content: Any) -> None:
    found = post(lab, content)
    assert found.status_code in (400, 422)
    assert 5 < len(found.json()["error"]) < 1_000


def test_levers_that_do_not_go_together_are_said_as_a_run_says_it(lab: httpx.Client) -> None:
    found = post(lab, QUESTION | {"set": {"test.respondents": 107_030, "budget.total": 250_000}})
    assert found.status_code == 422
    assert "budget.total" in found.json()["error"]


@pytest.mark.parametrize("path", ["/../pyproject.toml", "/static/lab.js", "/%2e%2e/x", "/lab.py"])
def test_no_path_leads_to_a_file(lab: httpx.Client, path: str) -> None:
    assert lab.get(path).status_code == 404


def test_who_asks_too_often_waits(
    app: Starlette, lab: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.state.lab, "rates", Rates(burst=2, per_second=0.0))
    one, other = joined(lab), joined(lab)
    assert [post(lab, **one).status_code for _ in range(3)] == [200, 200, 429]
    assert post(lab, **other).status_code == 200


def test_rates_forget_who_has_not_asked_for_long() -> None:
    rates = Rates(burst=1, per_second=0.0, most=2)
    assert [rates.take(asker, 0.0) for asker in "abca"] == [True, True, True, True]
    assert not rates.take("a", 0.0)


def test_a_new_question_of_the_same_page_supersedes_the_last() -> None:
    async def scene() -> list[bool]:
        lab = server.Lab(Desk([Fake()]))
        tasks = [asyncio.create_task(asyncio.sleep(60)) for _ in range(4)]
        places = [("one", "now"), ("one", "pinned"), ("two", "now"), ("one", "now")]
        for (session, pane), task in zip(places, tasks, strict=True):
            lab.supersede(server.Pane("127.0.0.1", session, pane), task)
        await asyncio.sleep(0)
        found = [task.cancelled() for task in tasks]
        for task in tasks:
            task.cancel()
        return found

    assert apart(scene) == [True, False, False, False]


def test_an_address_with_many_pages_takes_places_of_its_own_alone() -> None:
    async def scene() -> tuple[bool, int]:
        lab = server.Lab(Desk([Fake()]))
        honest = asyncio.create_task(asyncio.sleep(60))
        lab.supersede(server.Pane("127.0.0.2", "honest-page", "now"), honest)
        many = [asyncio.create_task(asyncio.sleep(60)) for _ in range(300)]
        for number, task in enumerate(many):
            lab.supersede(server.Pane("127.0.0.1", f"made-up-{number}", "now"), task)
        await asyncio.sleep(0)
        found = honest.cancelled(), sum(not task.cancelled() for task in many)
        for task in (honest, *many):
            task.cancel()
        return found

    assert apart(scene) == (False, 2 * server.OF_ONE)


@pytest.mark.parametrize("preset", ["\ud800", "\u202e", "\x1b[2J", "no-such", "x" * 5_000])
def test_a_name_that_is_none_is_refused_in_plain_words(lab: httpx.Client, preset: str) -> None:
    asked = json.dumps({"preset": preset, "set": {}})
    found = lab.post("/answer", content=asked, headers={"content-type": "application/json"})
    assert found.status_code == 422
    assert found.json()["error"].isprintable()
