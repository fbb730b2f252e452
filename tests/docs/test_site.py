"""The site builds without a warning, every page can be reached, nothing comes from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from docs.site import commands, contents, functions, lessons, links
from msim.experiment.engine.measures import MEASURES
from tests.docs import site
from tests.house.tree import ROOT
from tests.lab.browser.conftest import chromium as chromium  # a fixture
from tests.lab.browser.looks import wrong

pytestmark = pytest.mark.xdist_group("the site")  # built once


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, as `make docs` builds it: warnings are errors."""
    place = tmp_path_factory.mktemp("site")
    done = site.python("-m", "docs.site", str(place))
    assert done.returncode == 0, done.stderr
    return place / "html"


@pytest.fixture(scope="module")
def pages(built: Path) -> dict[str, site.Page]:
    return site.read(built)


def test_a_link_that_leads_nowhere_fails_the_build(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "index.md").write_text("# A page\n\n[no such](no-such.md)\n")
    code = "import sys; from docs.site.build import *; sys.exit(render(Path(sys.argv[1])))"
    done = site.python("-c", code, str(tmp_path))
    assert done.returncode != 0 and "no-such.md" in done.stderr


def test_every_document_is_a_page(pages: dict[str, site.Page]) -> None:
    told = [*links.documents(ROOT).values(), *links.OUTSIDE.values()]
    assert {place.removesuffix(".md") + ".html" for place in told} <= set(pages)


def test_every_page_can_be_reached(pages: dict[str, site.Page]) -> None:
    reached, open_ones = {"index.html"}, ["index.html"]
    while open_ones:
        page = open_ones.pop()
        found = {site.target(page, each)[0] for each in pages[page].links
                 if not site.elsewhere(each)} & set(pages)
        open_ones += found - reached
        reached |= found
    assert set(pages) - reached <= {"search.html", "genindex.html"}


def test_every_link_leads_somewhere(pages: dict[str, site.Page], built: Path) -> None:
    wrong = []
    for name, page in pages.items():
        for link in page.links:
            if site.elsewhere(link) or name in ("search.html", "genindex.html"):
                continue
            file, mark = site.target(name, link)
            there = (built / file).is_file()
            if not there or (mark and file in pages and mark not in pages[file].marks):
                wrong.append(f"{name}: {link}")
    assert not wrong


def test_nothing_is_fetched_from_another_host(pages: dict[str, site.Page], built: Path) -> None:
    for name, page in pages.items():
        assert page.fetched, name
        assert not [each for each in page.fetched if site.elsewhere(each)], name
    for path in built.rglob("*.css"):
        text = path.read_text(encoding="utf-8")
        assert not re.findall(r"""(?:url\(|@import)\s*["']?(?:https?:)?//[^)"']+""", text), path


@pytest.mark.parametrize("name", ["index", "tutorials/lessons", "reference/keys/05-data",
                                  "reference/functions"])  # fmt: skip
def test_nobody_is_shut_out_of_a_page(chromium: Browser, built: Path, name: str) -> None:
    page = chromium.new_context().new_page()
    page.goto((built / f"{name}.html").as_uri())
    assert wrong(page) == []
    page.context.close()


def test_the_reference_has_every_key(pages: dict[str, site.Page]) -> None:
    from msim.scenario import keys

    told = {name: page for name, page in pages.items() if name.startswith("reference/keys/")}
    marks = {mark for page in told.values() for mark in page.marks}
    text = {name.split("-", 1)[1]: page.text for name, page in told.items()}
    docs = list(keys())
    assert len(docs) > 100
    for doc in docs:
        assert "key-" + doc.key.lower().replace(".", "-").replace("_", "-") in marks, doc.key
        section = text[f"{doc.key.split('.')[0]}.html"]
        for fact in (doc.unit, doc.allowed, doc.meaning[1:], doc.citation):
            assert fact in section, (doc.key, fact)
        assert doc.key in pages["reference/keys.html"].text


def test_the_reference_has_the_published_figures_of_a_key(pages: dict[str, site.Page]) -> None:
    text = pages["reference/keys/05-data.html"].text
    assert "low 0.29, central 0.35, high 0.56" in text and "Azucar, Marengo and Settanni" in text


def test_the_reference_has_every_measure_and_every_arm(pages: dict[str, site.Page]) -> None:
    from msim.api import NAMES

    text = pages["reference/measures.html"].text
    plain = " ".join(text.replace("\u2019", "'").split())
    for each in MEASURES.values():
        assert each.meaning and each.meaning.replace("`", "").removesuffix(".") in plain
    for name in (*NAMES.measures, *NAMES.arms):
        assert f"\n{name}\n" in text, name


def test_the_reference_has_every_command_and_every_option(pages: dict[str, site.Page]) -> None:
    from msim.cli.app import COMMANDS

    text = pages["reference/commands.html"].text
    found = dict(commands.commands())
    assert {name.split()[1] for name in found} == set(COMMANDS)
    for name, command in found.items():
        own = text.split(f"\n{name} [OPTIONS]", 1)  # its usage; its table follows
        assert len(own) == 2, name
        table = re.split(r"\nmsim [\w ]+ \[OPTIONS\]", own[1])[0]
        for option in (each for each in command.params if each.param_type_name == "option"):
            for word in (*option.opts, *option.secondary_opts):
                assert word in table, (name, word)


def test_the_reference_has_every_public_name(pages: dict[str, site.Page]) -> None:
    import msim

    text = pages["reference/functions.html"].text
    told = functions.names()
    assert {f"msim.{name}" for name in msim.__all__ if name != "__version__"} <= set(told)
    assert "msim.reach.poisson" in told
    for name in told:
        assert name in text, name


def test_what_functions_give_back_is_described() -> None:
    import inspect

    from msim import api

    told = {*functions.GIVEN, "Scenario", "Comparison"}
    for name in ("load", "compare", "whatif", "population", "segment", "reach_curves", "sweep",
                 "debate"):
        assert inspect.signature(getattr(api, name)).return_annotation in told, name


def test_every_lesson_is_listed(pages: dict[str, site.Page]) -> None:
    from msim.lessons import lessons as every

    text = " ".join(pages["tutorials/lessons.html"].text.split())
    assert len(every()) == 10
    for lesson in every():
        assert lesson.title in text and lesson.question in text and lesson.name in text
    assert lessons.notebooks(ROOT)


def test_every_shipped_file_has_a_page(pages: dict[str, site.Page]) -> None:
    shipped = [path.stem for path in (ROOT / "configs").rglob("*.toml")]
    assert len(shipped) >= 40
    named = {name.split("/")[-1].removesuffix(".html") for name in pages}
    assert set(shipped) <= named


def test_contents_name_pages_that_there_are(pages: dict[str, site.Page]) -> None:
    for tables in contents.CONTENTS.values():
        for name in (name for names in tables.values() for name in names if "*" not in name):
            page = name.partition("<")[2].removesuffix(">") or name
            assert page.removesuffix(".md") + ".html" in pages
