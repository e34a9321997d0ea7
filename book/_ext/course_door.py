"""Sphinx extension of the course: the door to Python in the reader's browser, where it was built.

``tools/lite.py`` leaves the door in ``_build/lite``. A site that is built beside a door of the same state carries it,
and each lesson shows a button that leads to it. Without one no lesson speaks of it.
"""

from __future__ import annotations

import json
import os
import shutil
from functools import cache
from html import escape
from pathlib import Path
from urllib.parse import quote

from sphinx.application import Sphinx
from sphinx.util import logging

from isotretinoin import classroom
from isotretinoin.classroom.contract import read_notebook
from isotretinoin.classroom.tried import tried_answers
from isotretinoin.front import classic, join
from isotretinoin.questions.bank import Bank
from isotretinoin.questions.reading import read_bank

LOG = logging.getLogger(__name__)
JUDGE = "tried.js"
"""The script that holds a tried cell's output against the solution and the question bank."""
PLACE = '<div id="course-door-list"></div>'
"""Where the page about the door lists its notebooks."""


def _find_door(app: Sphinx, config) -> None:
    about = Path(app.srcdir) / "_build" / "lite" / "door.json"
    config.course_door = ""
    if not about.is_file():
        return
    if json.loads(about.read_text(encoding="utf-8"))["key"] != os.environ.get("ISOTRETINOIN_DOOR", ""):
        LOG.info("course_door: _build/lite was built from another state, so that no page leads to it: run 'make lite'")
        return
    config.course_door = about.read_text(encoding="utf-8")


def _values(about: dict) -> str:
    recorded = [name for name, kind in about["values"].items() if kind == "record"]
    simulated = [name for name, kind in about["values"].items() if kind != "record"]
    if not simulated:
        return "the deposited values"
    if not recorded:
        return "the simulated replicas"
    return f"the deposited values of {', '.join(recorded)} and simulated replicas of {', '.join(simulated)}"


def _button(page: str, about: dict) -> str:
    up = "../" * page.count("/")
    return (
        f'<p class="course-door"><a class="course-door-button" target="_blank" rel="noopener" '
        f'href="{up}lite/open.html?path={quote(page)}.ipynb">Run and change this lesson here</a> '
        '<span><span class="course-door-more">Python starts in your browser, with the same data as this page. '
        f"</span>The first start loads about {about['megabytes']} MB once. "
        f'<a href="{up}book/browser.html">How it works</a></span></p>'
    )


@cache
def _bank(root: Path) -> Bank:
    return read_bank(root)


def _script(root: Path, page: str, about: dict) -> str:
    """Return the scripts that put *Try it here* before each solution of a lesson; they load nothing by themselves."""
    static = f"{'../' * page.count('/')}_static"
    answers = tried_answers(read_notebook(root / f"{page}.ipynb"), _bank(root))
    told = f' data-answers="{escape(json.dumps(answers, ensure_ascii=False))}"' if answers else ""
    return (
        f'<script src="{static}/{JUDGE}"></script><script src="{static}/try-here.js" '
        f'data-notebook="{escape(page)}.ipynb" data-megabytes="{about["megabytes"]}"{told}></script>'
    )


def _list(page: str, about: dict) -> str:
    up = "../" * page.count("/")
    items = []
    for place, title in about["titles"].items():
        address = f"{up}lite/open.html?path={quote(place)}"
        items.append(f'<li><a target="_blank" rel="noopener" href="{address}">{escape(title)}</a></li>')
    notice = f'<p><a href="{up}lite/NOTICE.txt">What it is made of, and under which licences</a></p>'
    weight = f"The first start loads about {about['megabytes']} MB once."
    return f"<p>This site has the door, with {escape(_values(about))}. {weight}</p><ul>{''.join(items)}</ul>" + notice


def _lead_to_door(app: Sphinx, page: str, template: str, context: dict, doctree) -> None:
    body = context.get("body")
    if not body:
        return
    about = json.loads(app.config.course_door) if app.config.course_door else None
    if PLACE in body:
        without = "<p>This copy of the site was built without it. <code>make lite</code> adds it.</p>"
        context["body"] = body.replace(PLACE, _list(page, about) if about else without)
    elif about and f"{page}.ipynb" in about["originals"]:
        context["body"] = body.replace("</h1>", f"</h1>{_button(page, about)}", 1) + _script(
            Path(app.srcdir), page, about
        )


def _carry_door(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.format != "html":
        return
    target = Path(app.outdir) / "lite"
    shutil.rmtree(target, ignore_errors=True)
    if app.config.course_door:
        judge = Path(classroom.__file__).parent / "js" / "tried.js"
        (Path(app.outdir) / "_static" / JUDGE).write_text(classic(join(judge), "tried"), encoding="utf-8")
        # Linked where the file system can: the door is by far the largest part of the site.
        shutil.copytree(Path(app.srcdir) / "_build" / "lite", target, copy_function=_link)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_config_value("course_door", "", "html")
    app.connect("config-inited", _find_door)
    app.connect("html-page-context", _lead_to_door)
    # Last of all: what mends the course's pages must not read those of JupyterLite.
    app.connect("build-finished", _carry_door, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
