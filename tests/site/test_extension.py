"""The site's extension: what it does to a page that Sphinx wrote, and where its buttons lead."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest
from docutils import nodes
from programs import load

from isotretinoin.checkout import web_address
from isotretinoin.pages.mount import DeadWidgetError

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def extension():
    return load("book/_ext/course_site.py")


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("https://github.com/someone/course.git", "https://github.com/someone/course"),
        ("git@github.com:someone/course.git", "https://github.com/someone/course"),
        ("ssh://git@gitlab.com/group/sub/course", "https://gitlab.com/group/sub/course"),
        ("", None),
        ("../course", None),
        ("https://git.example.org/course.git", None),
    ],
)
def test_remote_becomes_an_address(remote, address):
    assert web_address(remote) == address


def buttons(extension, folder: Path) -> dict:
    launch = {"binderhub_url": "https://mybinder.org", "colab_url": "https://colab.research.google.com"}
    options = {"launch_buttons": launch}
    extension._add_repository_buttons(SimpleNamespace(srcdir=str(folder)), SimpleNamespace(html_theme_options=options))
    return options


def test_buttons_follow_remote_and_branch(extension, tmp_path):
    subprocess.run(["git", "init", "--quiet", "--initial-branch", "trunk", tmp_path], check=True)
    subprocess.run(
        ["git", "-C", tmp_path, "remote", "add", "origin", "https://github.com/someone/course.git"], check=True
    )
    options = buttons(extension, tmp_path)
    assert options["repository_url"] == "https://github.com/someone/course"
    assert options["repository_branch"] == "trunk"
    assert options["launch_buttons"]


def test_colab_has_a_button_only_where_the_lessons_fetch_the_course_from_here(extension, tmp_path):
    here = "https://github.com/someone/course"
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    subprocess.run(["git", "-C", tmp_path, "remote", "add", "origin", f"{here}.git"], check=True)
    (tmp_path / "notebooks").mkdir()
    for address, shown in (("", False), ("https://github.com/another/course", False), (here, True)):
        lesson = {"cells": [{"id": "l01-colab", "source": [f'REPOSITORY = "{address}"  # the address\n']}]}
        (tmp_path / "notebooks" / "01_a_lesson.ipynb").write_text(json.dumps(lesson))
        launch = buttons(extension, tmp_path)["launch_buttons"]
        assert ("colab_url" in launch, "binderhub_url" in launch) == (shown, True)


def test_no_button_leads_nowhere(extension, tmp_path):
    assert buttons(extension, tmp_path) == {}


def test_scripts_that_ask_other_hosts_are_left_out(extension):
    page = (
        '<script src="../_static/scripts/fontawesome.js?digest=5"></script>'
        '<script>const THEBE_JS_URL = "https://unpkg.com/thebe"</script>'
        '<script async="async" src="../_static/sphinx-thebe.js?v=1"></script>'
        '<script src="../_static/copybutton.js"></script>'
    )
    assert extension._finish_page(page, {}) == '<script src="../_static/copybutton.js"></script>'


def test_theme_is_mended_where_axe_complains(extension):
    button = '<button class="search-button__button" aria-label="Search">Search</button>'
    page = f'<div id="x" class="bd-sidebar-primary">{button}</div>'
    mended = extension._finish_page(page, {})
    assert 'role="navigation" aria-label="Site"' in mended
    assert 'aria-label="Search"' not in mended
    assert extension._finish_page(mended, {}) == mended
    assert extension._finish_page("<th>\n</th>", {}) == "<td></td>"


def test_a_dead_widget_stops_the_build(extension):
    slider = {"model_name": "IntSliderModel", "model_module": "@jupyter-widgets/controls", "state": {}}
    page = (
        '<script type="application/vnd.jupyter.widget-view+json">{"model_id": "a"}</script>'
        '<script type="application/vnd.jupyter.widget-state+json">'
        f"{json.dumps({'state': {'a': slider}})}</script>"
    )
    with pytest.raises(DeadWidgetError, match="IntSliderModel"):
        extension._finish_page(page, {})


def test_formula_becomes_mathml(extension):
    assert "<mfrac>" in extension._mathml(nodes.math("", r"\frac{r}{s + s_0}"), as_block=True)


def test_decks_that_are_being_written_are_not_looked_into(extension, tmp_path, monkeypatch):
    for place in ("index.html", "book/a.html", "_static/b.html", "lite/c.html", "slides/d.html", "book/e.css"):
        (tmp_path / place).parent.mkdir(exist_ok=True)
        (tmp_path / place).touch()
    looked, rglob = [], Path.rglob
    monkeypatch.setattr(Path, "rglob", lambda self, pattern: looked.append(self.name) or rglob(self, pattern))
    found = [path.relative_to(tmp_path).as_posix() for path in extension._own_pages(tmp_path)]
    assert found == ["_static/b.html", "book/a.html", "index.html"]
    assert sorted(looked) == ["_static", "book"]
