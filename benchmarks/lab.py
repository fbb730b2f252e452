"""How long from a lever to what is drawn, how long do thirty sessions wait, and for what memory?

And how long does a round of thirty plans take.

    python benchmarks/lab.py          # needs Chromium on the path; two minutes

Times of drawing are taken inside the page, from the lever's event to the end of the drawing of the
first glance. Sessions are people who open the page at once and move a lever every few seconds, each
in a world of their own, so that little can be shared.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import psutil
from playwright.sync_api import sync_playwright

import msim

LEVERS = {
    "data.validity": (3, 5, 9, 11, 14), "channels.social.premium": (2, 4, 6, 12, 15),
    "segments.count": (1, 3, 6, 9), "messages.party_correlation": (2, 8, 12, 19),
}  # fmt: skip
SESSIONS, ROUNDS = 30, 6
PAUSE = 3.0
"""Seconds in which every session moves a lever once, each at a moment of its own."""
TOLD = """async ([key, at]) => {
  performance.clearMeasures();
  const lever = document.getElementById(`lever-${key}`);
  const section = document.querySelector("section[aria-labelledby=title-now]");
  const begun = performance.now(), before = section.dataset.hash, found = {};
  const until = async (done) => {
    while (!done()) await new Promise((go) => setTimeout(go, 4));
    return performance.now() - begun;
  };
  lever.value = at;
  lever.dispatchEvent(new Event("input", { bubbles: true }));
  found.answer = await until(() => section.dataset.hash !== before);
  for (const name of ["votes", "ladder", "reach", "promised", "voters"]) {
    const own = `drawn:${name}:0`;
    await until(() => performance.getEntriesByName(own).length);
    const [drawn] = performance.getEntriesByName(own);
    found[name] = drawn.startTime + drawn.duration - begun;
  }
  return found;
}"""


def main() -> None:
    """Measure all and print them."""
    a_round()
    with laboratory() as (address, process):
        levers(address)
        before = memory(process)
        waits, after = asyncio.run(sessions(address, process))
    waits.sort()
    within = sum(wait <= 2.0 for wait in waits) / len(waits)
    last = waits[int(0.95 * len(waits))]
    print(
        f"{SESSIONS} sessions, {ROUNDS} moves each, one in {PAUSE:g} s: {100 * within:.0f} % of "
        f"first answers within 2 s, median {statistics.median(waits):.2f} s, "
        f"95 % within {last:.2f} s; "
        f"memory grew by {(after - before) / SESSIONS:.1f} MB a session"
    )


def a_round() -> None:
    """Thirty plans in one world: the world and its surveys, what everybody sees, both rounds."""
    begun = time.perf_counter()
    world = msim.contest(msim.load("baseline"), SESSIONS)
    made = time.perf_counter()
    plans = {}
    for player in range(1, SESSIONS + 1):
        read = world.briefing(player).effect_pp
        plans[player] = {"messages": [int(each.argmax()) + 1 for each in read]}
    seen = time.perf_counter()
    world.play(plans)
    print(f"a round of {SESSIONS} plans: the world {made - begun:.2f} s, what players see "
          f"{seen - made:.2f} s, both rounds {time.perf_counter() - seen:.2f} s")  # fmt: skip


@contextmanager
def laboratory() -> Iterator[tuple[str, psutil.Process]]:
    """A laboratory: its address, and its process."""
    command = [sys.executable, "-m", "msim", "lab", "--no-open", "--port", "0", "--quiet"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as lab:
        try:
            assert lab.stdout is not None
            yield lab.stdout.readline().strip(), psutil.Process(lab.pid)
        finally:
            lab.terminate()


def levers(address: str) -> None:
    """Move levers one after the other, and print how long each thing took to be there."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1440, "height": 1000})
        page.goto(f"{address}#preset=baseline")
        page.wait_for_selector("figure[data-figure=voters][data-stage='1']", timeout=60_000)
        found = [page.evaluate(TOLD, [key, at]) for key, places in LEVERS.items() for at in places]
        browser.close()
    for name in found[0]:
        took = sorted(each[name] for each in found)
        print(f"{name:9} median {statistics.median(took):4.0f} ms, "
              f"nine of ten within {took[int(0.9 * len(took))]:4.0f} ms")  # fmt: skip


async def sessions(address: str, process: psutil.Process) -> tuple[list[float], float]:
    """How long each session waited for each first answer, and the memory at the end."""
    async with httpx.AsyncClient(base_url=address, timeout=60, trust_env=False) as client:
        found = await asyncio.gather(*(session(client, number) for number in range(SESSIONS)))
        return [wait for waits in found for wait in waits], memory(process)


async def session(client: httpx.AsyncClient, number: int) -> list[float]:
    """One person, who moves a lever, looks at the first answer, and goes on."""
    await asyncio.sleep(PAUSE * number / SESSIONS)
    page = await joined(client)
    waits = []
    for turn in range(ROUNDS):
        begun = time.perf_counter()
        waits.append(await first(client, page, number, turn))
        await asyncio.sleep(max(0.0, begun + PAUSE - time.perf_counter()))
    return waits


async def joined(client: httpx.AsyncClient) -> dict[str, str]:
    """The headers of an open page."""
    response = await client.post("/session", json={})
    response.raise_for_status()
    return {"x-lab-session": response.json()["session"]}


async def first(
    client: httpx.AsyncClient, page: dict[str, str], number: int, turn: int
) -> float:
    """Seconds until the first part of an answer is there."""
    changes = {"run.seed": 1 + (7 * number + 13 * turn) % 100,
               "data.validity": round((3 * number + 5 * turn) % 20 * 0.05, 2)}  # fmt: skip
    question = {"preset": "baseline", "set": changes}
    begun = time.perf_counter()
    async with client.stream("POST", "/answer", json=question, headers=page) as response:
        response.raise_for_status()
        async for line in response.aiter_lines():
            json.loads(line)
            return time.perf_counter() - begun
    raise RuntimeError("no answer")


def memory(process: psutil.Process) -> float:
    """Megabytes of the laboratory and of the processes that compute for it."""
    every = [process, *process.children(recursive=True)]
    return sum(each.memory_info().rss for each in every) / 1e6


if __name__ == "__main__":
    main()
