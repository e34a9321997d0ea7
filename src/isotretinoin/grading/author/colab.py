"""The first cell of a released notebook: on Google Colab it fetches the course, everywhere else it does nothing.

Colab opens a single file and knows nothing of the repository around it. The address of that repository is the Git
remote of the checkout in which the notebook was released, so that a fork's notebooks fetch the fork. Where there is no
such remote the address is left open, and the cell says what to write.
"""

from __future__ import annotations

import re

__all__ = ["address_in", "cell", "is_cell"]

_ADDRESS = re.compile(r'^REPOSITORY = "([^"\n]*)"', re.MULTILINE)

# The last line is for the session that is running: it would see an editable install only after a restart.
_CELL = """\
# On Google Colab this cell fetches the course, in about a minute. Everywhere else it does nothing.
REPOSITORY = "{address}"  # the course's public address
import sys

if "google.colab" in sys.modules:
    import subprocess
    from pathlib import Path

    course = Path("course").resolve()
    if not REPOSITORY:
        raise RuntimeError("Write the course's address between the quotes of REPOSITORY. Your teacher knows it.")
    if not course.exists():
        subprocess.run(["git", "clone", "--quiet", "--depth", "1", REPOSITORY, course], check=True)
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--editable", course], check=True)
    sys.path.insert(0, str(course / "src"))"""


def cell(address: str = "") -> str:
    """Return the source of the cell."""
    return _CELL.format(address=address)


def address_in(source: str) -> str:
    """Return the address that a cell names, or ""."""
    found = _ADDRESS.search(source)
    return found[1] if found else ""


def is_cell(source: str) -> bool:
    """Is it this cell and nothing else, whatever address it names?"""
    return "".join(source.split()) == "".join(cell(address_in(source)).split())
