"""Write the address of this checkout's public repository into the lessons, so that each runs on Google Colab.

Colab opens a single file and knows nothing of the repository around it: the second cell of a lesson fetches the course
from the address that stands in it. The cell is the one of a released assignment, and pages and slides leave it out.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from isotretinoin.checkout import remote_of
from isotretinoin.grading.author import colab

ROOT = Path(__file__).resolve().parents[1]
PLACE = 1
"""After the title, which other tools look for in the first cell."""


def with_cell(notebook: dict, name: str, address: str) -> dict:
    """Return a lesson with the cell at its place; where no address is known the one in the cell stays.

    Parameters
    ----------
    notebook : dict
        As the file holds it.
    name : str
        Begin of the id of its cells, such as ``l05``.
    address : str
        Public address of the repository, or "".
    """
    cells = notebook["cells"]
    old = [cell for cell in cells if cell["id"] == f"{name}-colab"]
    known = address or next((colab.address_in("".join(cell["source"])) for cell in old), "")
    new = {
        "cell_type": "code",
        "execution_count": None,
        "id": f"{name}-colab",
        "metadata": {"tags": ["remove-cell"]},
        "outputs": [],
        "source": colab.cell(known).splitlines(keepends=True),
    }
    rest = [cell for cell in cells if cell not in old]
    return notebook | {"cells": [*rest[:PLACE], new, *rest[PLACE:]]}


def main() -> int:
    address = remote_of(ROOT) or ""
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        text = path.read_text(encoding="utf-8")
        notebook = with_cell(json.loads(text), f"l{path.name[:2]}", address)
        after = json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
        if after != text:
            path.write_text(after, encoding="utf-8")
            print(f"{path.name}: {address or 'no public repository is known, so that the address stays open'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
