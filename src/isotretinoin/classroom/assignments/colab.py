"""The first cell of a released notebook: on Google Colab it fetches the course, everywhere else it does nothing.

Colab opens a single file and knows nothing of the repository around it. The address of that repository is the Git
remote of the checkout in which the notebook was released, so that a fork's notebooks fetch the fork. Where there is no
such remote the address is left open, and the cell says what to write.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

__all__ = ["address_in", "cell", "is_cell", "remote_of", "web_address"]

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


def web_address(remote: str) -> str | None:
    """Return the web address of a Git remote on a public forge, or None for any other remote."""
    match = re.fullmatch(r"(?:https://|git@|ssh://git@)(github\.com|gitlab\.com)[/:]([\w./~-]+?)(?:\.git)?/?", remote)
    return f"https://{match[1]}/{match[2]}" if match else None


def remote_of(folder: Path) -> str:
    """Return the address of a checkout's remote, or "" where there is none on a public forge."""
    command = ["git", "-C", str(folder), "remote", "get-url", "origin"]
    try:
        asked = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return web_address(asked.stdout.strip()) or ""
