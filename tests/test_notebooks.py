"""The lessons as files, and the lessons run on a machine that has neither the deposited data nor the internet."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[1]
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


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name)
def test_notebook_runs_on_the_replica(path: Path, monkeypatch, tmp_path):
    monkeypatch.delenv("ISOTRETINOIN_GEO_DIR", raising=False)
    monkeypatch.setenv("ISOTRETINOIN_CACHE_DIR", str(tmp_path))
    monkeypatch.setenv("ISOTRETINOIN_OFFLINE", "1")
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(path.parent)}}).execute()
    warned = [
        f"{cell.id}: {output.text}"
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.get("name") == "stderr"
    ]
    assert not warned, "\n".join(warned)
