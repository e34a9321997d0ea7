"""Which public repository this checkout came from: a fork's pages and notebooks lead to the fork."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

__all__ = ["remote_of", "web_address"]


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
