"""Look outside once in a while: does every link of the course still lead somewhere, and is the archive still there?

Exit status 1 where a link is dead, or a study can't be had or has other values than before. Hosts that refuse programs
are listed and left to a human.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests

from isotretinoin.studies.__main__ import main as ask_digests
from isotretinoin.studies.deposited.registry import STUDIES
from isotretinoin.studies.sources import fetch_study
from isotretinoin.studies.study import StudyError

ROOT = Path(__file__).resolve().parents[1]
LINK = re.compile(r"https?://[^\s\"'<>`)\]}\\]+")
DOI = re.compile(r"\bdoi\s*=\s*\{([^}]+)\}")
EXAMPLES = re.compile(r"https?://([\w-]+\.)*(example\.(org|com)|localhost|127\.0\.0\.1)|OWNER|w3\.org/|purl\.org/")
"""Addresses that are examples, or names of vocabularies that nobody opens."""
REFUSES_PROGRAMS = frozenset({401, 403, 405, 406, 418, 429, 503, 999})
PATIENCE = 30


def links(root: Path) -> dict[str, str]:
    """Return each address that the course's texts name, with the first file that names it."""
    texts = [*root.glob("*.md"), *(root / "book").rglob("*.md"), *(root / "notebooks").rglob("*.ipynb")]
    texts += [path for ending in ("yml", "md", "bib") for path in (root / "data").rglob(f"*.{ending}")]
    found: dict[str, str] = {}
    for path in sorted(texts):
        text = path.read_text(encoding="utf-8")
        for address in [*LINK.findall(text), *(f"https://doi.org/{doi}" for doi in DOI.findall(text))]:
            plain = address.rstrip(".,;:*_")
            if not EXAMPLES.search(plain):
                found.setdefault(plain, path.relative_to(root).as_posix())
    return found


def ask(address: str) -> str:
    """Return "" where an address leads somewhere, ``refused: …`` where a program may not ask, else what is wrong."""
    agent = {"User-Agent": "Mozilla/5.0 (link check of an open course)"}
    try:
        with requests.get(address, timeout=PATIENCE, headers=agent, stream=True) as answer:
            status = answer.status_code
    except requests.RequestException as problem:
        return type(problem).__name__
    if status < 400:
        return ""
    return f"refused: {status}" if status in REFUSES_PROGRAMS else f"answers {status}"


def look(addresses: Iterable[str]) -> dict[str, str]:
    """Ask all addresses, a few at a time, and return those that are not plainly well."""
    wanted = list(addresses)
    with ThreadPoolExecutor(max_workers=8) as pool:
        return {address: said for address, said in zip(wanted, pool.map(ask, wanted), strict=True) if said}


def main() -> int:
    named = links(ROOT)
    said = look(named)
    dead = {address: what for address, what in said.items() if not what.startswith("refused")}
    for address, what in sorted(said.items()):
        print(f"{'DEAD   ' if address in dead else 'unsure '} {address} ({what}), in {named[address]}")
    lost = 0
    for name in STUDIES:
        try:
            fetch_study(name, refresh=True)
            print(f"the archive gives {name}")
        except StudyError as problem:
            lost += 1
            print(f"LOST    {name}: {problem}")
    lost += ask_digests(["digest", "--against", str(ROOT / "deploy" / "studies.txt")])
    unsure = len(said) - len(dead)
    print(f"{len(named)} addresses: {len(dead)} dead, {unsure} refuse programs. {lost} of {len(STUDIES)} studies lost.")
    return int(bool(dead or lost))


if __name__ == "__main__":
    sys.exit(main())
