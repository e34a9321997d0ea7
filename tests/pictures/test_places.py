"""Where pictures stand: on a page of text, on a page's one style sheet, on a slide."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from picture_samples import drawn

from isotretinoin import course_root
from isotretinoin.classroom.contract import read_contracts
from isotretinoin.explore import explore
from isotretinoin.pictures import show
from isotretinoin.questions.reading import read_bank
from isotretinoin.teaching.slides.outline import lesson_slides

PAGE = """# Page

```{picture} gland
:smaller: time-gland-90
:sources: death-basal-layer
:caption: A caption of the page.
```
"""
CONF = "extensions = ['myst_parser', 'course_pictures']\nimport sys\nsys.path.insert(0, {folder!r})\n"


def build(folder: Path, text: str) -> subprocess.CompletedProcess:
    """Build one page of Markdown with Sphinx."""
    (folder / "conf.py").write_text(CONF.format(folder=str(course_root() / "book" / "_ext")))
    (folder / "index.md").write_text(text)
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", str(folder), str(folder / "html")]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_page_of_text_draws_a_picture(tmp_path):
    done = build(tmp_path, PAGE)
    assert done.returncode == 0, done.stderr
    html = (tmp_path / "html" / "index.html").read_text(encoding="utf-8")
    assert "A caption of the page." in html
    assert "up to 90 %" in html
    assert "evidence.md#death-basal-layer" in html


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (("gland\n", "glans\n"), "Do you mean 'gland'"),
        (("time-gland-90", "time-gland-91"), "time-gland-91"),
        ((":smaller:", ":bigger:"), "bigger"),
    ],
)
def test_a_mistake_on_a_page_is_told(tmp_path, wrong, told):
    assert told in build(tmp_path, PAGE.replace(*wrong)).stderr


def executed(folder: Path, output: dict, state: dict) -> Path:
    """Write an executed lesson of one section with one output."""
    cells = [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": ["## A section\n"]},
        {"cell_type": "code", "id": "b", "metadata": {}, "source": ["show()"], "outputs": [{"data": output}]},
    ]
    widgets = {"application/vnd.jupyter.widget-state+json": {"state": state}}
    path = folder / "12_iron_and_bacteria.ipynb"
    path.write_text(json.dumps({"cells": cells, "metadata": {"widgets": widgets}}), encoding="utf-8")
    return path


def figures_of(path: Path) -> list[str]:
    root = course_root()
    slides = lesson_slides(path, read_contracts(root)["12_iron_and_bacteria"], read_bank(root))
    return [slide.body for slide in slides if slide.kind == "figure"]


def test_a_slide_takes_all_panels(tmp_path):
    picture = drawn("chip, all steps")
    (body,) = figures_of(executed(tmp_path, {"text/html": picture._repr_html_()}, {}))
    assert body.count("<svg") == len(picture.panels) == body.count("</svg>")
    assert "--ngal:" in body
    assert re.search(r"<figcaption>.*pairs of probes", body)


def test_a_slide_takes_the_first_state_of_a_picture_that_steps(tmp_path):
    made = explore(lambda cups: show("iron_piracy", cups=cups).state(), cups=[4, 0])
    state = {"_anywidget_id": "isotretinoin.explore.frames.Explorer", "fallback": made.fallback}
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "m"}}
    (body,) = figures_of(executed(tmp_path, view, {"m": {"state": state}}))
    assert body.count("<svg") == 2
    assert "4 NGAL hold 4 of 6" in body
