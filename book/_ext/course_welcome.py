"""Sphinx extension of the welcome page: the table of lessons, and where a reader stopped.

The directive ``lesson-table`` writes the table from the lessons' contracts, so that titles and minutes are theirs. With
it come the ids of each lesson's questions: ``progress.js`` looks them up in the reader's browser and sets the ticks.
"""

from __future__ import annotations

import json
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

from isotretinoin.classroom import Contract, read_contracts
from isotretinoin.classroom.contract import read_notebook
from isotretinoin.classroom.promises import asked_questions

TABLE = "lesson-table"
"""Name under which Sphinx keeps for a page what it shows of the lessons."""


def lesson_table(contracts: dict[str, Contract]) -> list[str]:
    """Return the lines of the table in Markdown, a row for each lesson (by the name of its notebook)."""
    rows = [
        f"| {int(one.id)} | [{one.title}](../notebooks/{name}.ipynb) | {one.minutes} minutes |"
        for name, one in contracts.items()
    ]
    return ["| lesson | question | time |", "| --- | --- | --- |", *rows]


def progress_data(root: Path, contracts: dict[str, Contract]) -> list[dict]:
    """Return for each row of the table the lesson's id, its questions, and which of them are checks."""
    found = []
    for name, one in contracts.items():
        asked = asked_questions(read_notebook(root / "notebooks" / f"{name}.ipynb"))
        found.append(
            {
                "lesson": one.id,
                "asked": [question for _, question in asked],
                "checks": [question for method, question in asked if method == "check"],
            }
        )
    return found


class LessonTable(SphinxDirective):
    """The lessons with their titles and minutes, and a place for the ticks."""

    def run(self) -> list[nodes.Node]:
        self.env.metadata[self.env.docname][TABLE] = table, data = _shown(Path(self.env.srcdir))
        box = nodes.container(classes=["iso-lessons"])
        box += self.parse_text_to_nodes(table)
        return [box, nodes.raw("", f'<div class="iso-progress" data-lessons="{data}" hidden></div>', format="html")]


def _shown(root: Path) -> tuple[str, str]:
    """Return the table, and what its script looks up."""
    contracts = read_contracts(root)
    data = json.dumps(progress_data(root, contracts), separators=(",", ":"))
    return "\n".join(lesson_table(contracts)), escape(data)


def _laid_out_anew(app: Sphinx, env: BuildEnvironment, *_pages: set[str]) -> list[str]:
    """Return pages whose table has changed: an edited lesson seldom changes it."""
    shown = {page: said[TABLE] for page, said in env.metadata.items() if TABLE in said}
    now = _shown(Path(app.srcdir)) if shown else ()
    return [page for page, table in shown.items() if table != now]


def _add_script(app: Sphinx, pagename: str, templatename: str, context: dict, doctree: nodes.document | None) -> None:
    if doctree is not None and any("iso-lessons" in node["classes"] for node in doctree.findall(nodes.container)):
        app.add_js_file("progress.js", loading_method="defer")


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive(TABLE, LessonTable)
    app.connect("env-get-outdated", _laid_out_anew)
    app.connect("html-page-context", _add_script)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
