"""How do the documents become a site? They are copied, links are turned, the reference is written.

The Markdown in `docs/` is written for a code host, where links lead to files of the repository. The
site is built from a copy, in which those that lead out of `docs/` lead to pages of the site, and to
which come the pages that are generated from the code. Nothing is written into `docs/`.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from docs.site import commands, contents, functions, keys, lessons, links, measures, shipped

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
LEFT_OUT = {
    '<p class="caption" role="heading">': '<p class="caption" role="heading" aria-level="2">',
    '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="All pages">',
    '<aside class="toc-drawer">': '<aside class="toc-drawer" aria-label="This page">',
    "<pre>": '<pre tabindex="0">',
}
"""What is written so in each page, and how it must be: levels, names, and how a key scrolls it."""


def build(place: Path) -> int:
    """Stage into `place/source`, build into `place/html`; Sphinx's exit status, 0 if all is well.

    A warning of any kind is an error; all of them are shown.
    """
    for part in ("source", "html", "doctrees"):
        shutil.rmtree(place / part, ignore_errors=True)
    stage(place / "source")
    return render(place)


def render(place: Path) -> int:
    """Build `place/html` from the Markdown in `place/source`; Sphinx's exit status."""
    from sphinx.cmd.build import build_main

    status = build_main([
        "-b", "html", "-c", str(HERE), "-d", str(place / "doctrees"),
        "-W", "--keep-going", "-n", "-q", str(place / "source"), str(place / "html"),
    ])  # fmt: skip
    for path in (place / "html").rglob("*.html"):
        path.write_text(for_everyone(path.read_text(encoding="utf-8")), encoding="utf-8")
    return status


def for_everyone(html: str) -> str:
    """A page with what Sphinx and its theme leave out, and who reads by ear or by keyboard needs.

    >>> for_everyone("<pre>msim run</pre>")
    '<pre tabindex="0">msim run</pre>'
    """
    for found, instead in LEFT_OUT.items():
        html = html.replace(found, instead)
    return html


def stage(source: Path) -> None:
    """Write every page of the site as Markdown into `source`, with the files that pages show."""
    written = links.documents(ROOT)
    turned = links.Turned(ROOT, {**written, **shipped.places(ROOT)})
    pages = {
        place: turned.text(file, (ROOT / file).read_text(encoding="utf-8"))
        for file, place in written.items()
    }
    made = {
        **shipped.pages(ROOT), **keys.pages(), **measures.pages(), **commands.pages(),
        **functions.pages(), **lessons.pages(ROOT),
    }  # fmt: skip
    pages |= made
    for place, text in contents.with_contents(pages).items():
        path = source / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for file, place in {**turned.files, **lessons.notebooks(ROOT)}.items():
        path = source / place
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / file, path)
