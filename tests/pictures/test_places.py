"""Where pictures stand: on a page of text, on a page's one style sheet, on a slide."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from picture_samples import drawn

from isotretinoin import course_root
from isotretinoin.classroom.contract import read_contracts
from isotretinoin.explore import explore
from isotretinoin.pictures import names, show
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


STRIP = """# Page

```{picture-strip} Two hard words
- {words: follicle, picture: gland, panel: 0, cut: [0, 40, 300, 300], link: ../notebooks/01_a.ipynb,
   values: {smaller: time-gland-90}}
- {words: siRNA, picture: knockdown, panel: 1, cut: [0, 30, 290, 216], link: ../notebooks/11_a.ipynb,
   values: {rise: lcn2-fold, kept: 0.3, silenced: true}}
```
"""


WRONG = {
    "another_picture": (PAGE.replace("gland\n", "glans\n"), "Do you mean 'gland'"),
    "another_claim": (PAGE.replace("time-gland-90", "time-gland-91"), "time-gland-91"),
    "another_value": (PAGE.replace(":smaller:", ":bigger:"), "bigger"),
    "another_panel": (STRIP.replace("panel: 1", "panel: 7"), "has panels 0 to"),
}
"""Pages with a mistake, and what must be told of each."""


def build(folder: Path, **pages: str) -> subprocess.CompletedProcess:
    """Build pages of Markdown with Sphinx, which takes seconds to start."""
    (folder / "conf.py").write_text(CONF.format(folder=str(course_root() / "book" / "_ext")))
    for name, text in {"index": "# Pages\n", **pages}.items():
        (folder / f"{name}.md").write_text(f"---\norphan: true\n---\n\n{text}")
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", str(folder), str(folder / "html")]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The pages as they come out, by name."""
    folder = tmp_path_factory.mktemp("pages")
    for name in ("notebooks", "book"):
        (folder / name).mkdir()
    cell = {"cell_type": "code", "source": ["pictures.show(\n", '    "urn", universe=1)']}
    (folder / "notebooks" / "08_a_list.ipynb").write_text(json.dumps({"cells": [cell]}))
    (folder / "book" / "primer.md").write_text("# The primer\n\n```{picture} gland\n```\n")
    done = build(folder, picture=PAGE, strip=STRIP, credits="# Page\n\n```{picture-credits}\n```\n")
    assert done.returncode == 0, done.stderr
    assert "ERROR" not in done.stderr
    return {path.stem: path.read_text(encoding="utf-8") for path in (folder / "html").glob("*.html")}


@pytest.fixture(scope="module")
def mistakes(tmp_path_factory):
    """What the build of pages with a mistake says."""
    return build(tmp_path_factory.mktemp("wrong"), **{name: text for name, (text, _) in WRONG.items()}).stderr


def test_a_page_of_text_draws_a_picture(pages):
    html = pages["picture"]
    assert "A caption of the page." in html
    assert "up to 90 %" in html
    assert "evidence.md#death-basal-layer" in html


def test_credits_list_every_picture_with_the_pages_that_show_it(pages):
    rows = BeautifulSoup(pages["credits"], "html.parser").select("tbody tr")
    told = {row.td.get_text(): row for row in rows}
    assert len(told) == len(names())
    (urn,) = (row for what, row in told.items() if what.startswith("An urn of genes"))
    (gland,) = (row for what, row in told.items() if what.startswith("The sebaceous gland"))
    assert [(link["href"], link.get_text()) for link in urn.select("a")] == [
        ("../notebooks/08_a_list.ipynb", "lesson 8")
    ]
    assert [link["href"] for link in gland.select("a")] == ["primer.md"]
    assert all("CC BY 4.0" in row.get_text() for row in rows)


def test_a_page_of_text_sets_panels_side_by_side(pages):
    page = BeautifulSoup(pages["strip"], "html.parser")
    assert [link.get_text(strip=True) for link in page.select(".iso-strip a")] == ["follicle", "siRNA"]
    assert len(page.select(".iso-strip svg")) == 2


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_on_a_page_is_told_with_its_place(mistakes, name):
    (said,) = re.findall(rf"{name}\.md:\d+: (.+)", mistakes)
    assert WRONG[name][1] in said


def test_every_picture_stands_in_the_course():
    root = course_root()
    texts = [path.read_text(encoding="utf-8") for path in (*root.glob("notebooks/*.ipynb"), *root.glob("book/*.md"))]
    shown = {name for name in names() if any(re.search(rf'show\(\\?"{name}|picture}} {name}', text) for text in texts)}
    assert shown == set(names())


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
    assert re.search(r"<figcaption\b[^>]*>.*pairs of probes", body)


def test_a_slide_takes_the_first_state_of_a_picture_that_steps(tmp_path):
    made = explore(lambda cups: show("iron_piracy", cups=cups).state(), cups=[4, 0])
    state = {"_anywidget_id": "isotretinoin.explore.frames.Explorer", "fallback": made.fallback}
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "m"}}
    (body,) = figures_of(executed(tmp_path, view, {"m": {"state": state}}))
    assert body.count("<svg") == 2
    # What the first state found heads the slide; below stands what else it says.
    assert "2 bring their iron home" in body
