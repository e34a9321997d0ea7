"""A site that is built over an older one must be what a first build would give: tried with Sphinx on three pages."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = {
    "index.md": "# Start\n\n```{toctree}\nbook/glossary\nnotebooks/07_lesson\nbook/text\n```\n",
    "book/glossary.md": "# Glossary\n\n```{glossary}\nprobe set\n  Probes of one transcript.\n```\n",
    "book/text.md": "# Text\n\nNothing of the trade.\n",
    "notebooks/07_lesson.md": "# Lesson\n\nThe first probe set.\n",
}


class Site:
    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, place: str, text: str) -> None:
        path = self.root / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def build(self, into: str = "html") -> dict[str, str]:
        """Build over what stands, and return the pages and the search's index."""
        settings = {
            "extensions": ["myst_parser", "course_start", "course_map", "course_welcome"],
            "html_theme": "basic",
            "exclude_patterns": ["_build", "data", "notebooks/*.ipynb"],
            "suppress_warnings": ["myst.xref_missing"],
        }
        self.write("conf.py", "".join(f"{name} = {value!r}\n" for name, value in settings.items()))
        run = [sys.executable, "-m", "sphinx", "-q", "-W", self.root, self.root / "_build" / into]
        folders = (ROOT / "src", ROOT / "book" / "_ext")
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, folders)), "PYTHONWARNINGS": "ignore"}
        subprocess.run(run, check=True, env=environment)
        html = self.root / "_build" / into
        names = ("book/text.html", "book/glossary.html", "notebooks/07_lesson.html", "searchindex.js")
        return {name: (html / name).read_text(encoding="utf-8") for name in names}


@pytest.fixture
def site(tmp_path):
    site = Site(tmp_path)
    for place, text in PAGES.items():
        site.write(place, text)
    return site


def terms(built: dict[str, str]) -> str:
    return re.search(r'"indexentries": ?(\{.*?\})', built["searchindex.js"])[1]


def test_the_search_keeps_the_terms_of_the_glossary(site):
    first = site.build()
    assert "probe set" in terms(first)
    site.write("book/text.md", "# Text\n\nNothing of the trade, still.\n")
    again = site.build()
    assert "still" in again["book/text.html"]
    assert terms(again) == terms(first)


def test_a_definition_that_has_changed_is_on_every_page(site):
    assert 'title="Probes of one transcript."' in site.build()["notebooks/07_lesson.html"]
    other = PAGES["book/glossary.md"].replace("one transcript", "one gene")
    site.write("book/glossary.md", other.replace("```{glossary}\n", "```{glossary}\ntrade\n  What is learnt.\n\n"))
    again = site.build()
    assert 'title="Probes of one gene."' in again["notebooks/07_lesson.html"]
    assert 'title="What is learnt."' in again["book/text.html"]
    anew = site.build("anew")
    assert {name: again[name] for name in again if name.endswith(".html")}.items() <= anew.items()


def test_a_page_whose_results_are_newer_is_laid_out_again(site):
    before = site.build()
    page = site.root / "_build" / "html" / "notebooks" / "07_lesson.html"
    results = site.root / "_build" / "executed" / "07_lesson.ipynb"
    results.parent.mkdir(parents=True)
    results.touch()
    later = page.stat().st_mtime + 1000
    os.utime(page, (later, later))
    assert site.build() == before
    assert page.stat().st_mtime < later, "it says the same, and was written all the same"
    os.utime(page, (later, later))
    site.build()
    assert page.stat().st_mtime == later


@pytest.fixture
def of_lessons(site):
    """The same with two pages that show the lessons, and the lessons of the course, which are no pages here."""
    lessons_only = shutil.ignore_patterns("assignments")
    for place in ("notebooks", "data/lessons"):
        shutil.copytree(ROOT / place, site.root / place, dirs_exist_ok=True, ignore=lessons_only)
    site.write("book/text.md", "# Map\n\n```{prerequisite-map}\n```\n")
    site.write("book/glossary.md", f"{PAGES['book/glossary.md']}\n```{{lesson-table}}\n```\n")
    return site


def edit(site: Site, place: str, old: str, new: str) -> None:
    (path,) = site.root.glob(place)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_pages_of_all_lessons_are_laid_out_again_where_they_show_something_else(of_lessons):
    site, pages = of_lessons, ("book/text.html", "book/glossary.html")
    first = site.build()
    edit(site, "notebooks/07_*.ipynb", '"cells": [', '"cells":  [')
    page = site.root / "_build" / "html" / pages[0]
    later = page.stat().st_mtime + 1000
    os.utime(page, (later, later))
    assert site.build() == first
    assert page.stat().st_mtime == later
    edit(site, "data/lessons/07/contract.yml", "title: ", "title: Again, ")
    again = site.build()
    assert ["Again, " in again[page] for page in pages] == [True, True]
    assert ["Again, " in first[page] for page in pages] == [False, False]
    # The ticks of a lesson are those of its questions.
    edit(site, "notebooks/07_*.ipynb", 'lesson.check(\\"', 'lesson.check(\\"another-')
    asked = site.build()
    assert "another-" in asked["book/glossary.html"]
    assert asked["book/text.html"] == again["book/text.html"]
