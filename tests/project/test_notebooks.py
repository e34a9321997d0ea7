"""The lessons as files, and the tool that runs them. The site build and test_binder run the lessons themselves."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from run_lessons import main

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
READABLE_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")


def name(path: Path) -> str:
    return path.stem


def test_there_are_lessons():
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name)
def test_notebook_is_valid_and_bare(path: Path):
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) >= (4, 5), "cell ids need nbformat 4.5"
    assert notebook.metadata.kernelspec.name == "python3", "a kernel of one machine starts nowhere else"
    assert "widgets" not in notebook.metadata, "widget state is an output: run `make strip`"
    for cell in notebook.cells:
        assert not cell.get("outputs"), f"cell {cell.id} has outputs: run `make strip`"
        assert cell.get("execution_count") is None, f"cell {cell.id} has an execution count: run `make strip`"


def draws_in_the_open(cell) -> bool:
    """Whether a cell makes a figure at its outermost level, and not in a function."""
    return cell.cell_type == "code" and re.search(r"^(?:fig|_), ?\w+ = plt\.subplots\(", cell.source, re.M) is not None


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name)
def test_a_figure_is_shown_by_the_cell_that_draws_it(path: Path):
    """Another cell's figure would be printed bare: without its text, and on the page of a sealed result too early."""
    cells = nbformat.read(path, as_version=4).cells
    bare = [cell.id for cell in cells if draws_in_the_open(cell) and "figures.show(" not in cell.source]
    assert not bare, f"{', '.join(bare)}: end the cell with figures.show, which closes the figure"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name)
def test_cell_ids_are_stable(path: Path):
    cells = nbformat.read(path, as_version=4).cells
    ids = [cell.id for cell in cells]
    assert len(set(ids)) == len(ids)
    strange = [cell_id for cell_id in ids if not READABLE_ID.fullmatch(cell_id)]
    assert not strange, f"ids that a tool made up change at every copy; name the cells: {strange}"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name)
def test_markdown_reads_well_everywhere(path: Path):
    """MyST's own syntax shows as raw text in JupyterLab and Colab."""
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            assert not re.search(r"^:::|^```\{|\{\w+\}`", cell.source, re.M), f"cell {cell.id} holds a MyST directive"


def test_a_lesson_that_warns_or_fails_is_named(tmp_path, capsys):
    for stem, code in (("warns", "import warnings; warnings.warn('thin ice')"), ("fails", "1 / 0"), ("runs", "1 + 1")):
        lesson = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code, id="the-cell")])
        lesson.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(lesson, tmp_path / f"{stem}.ipynb")
    assert main([str(path) for path in sorted(tmp_path.glob("*.ipynb"))]) == 1
    fails, runs, warns = re.split(r"^(?=\w+\.ipynb: )", capsys.readouterr().out, flags=re.M)[1:]
    assert "ZeroDivisionError" in fails
    assert "ran without a warning" in runs
    assert "thin ice" in warns
