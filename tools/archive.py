"""Pack the built site into one file that opens by double click, with its checksum and a list of what is in it."""

from __future__ import annotations

import hashlib
import sys
import tomllib
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATE = (2020, 1, 1, 0, 0, 0)
"""One date for all files: the same site gives the same archive."""


def manifest(site: Path) -> list[tuple[str, str, int]]:
    """Return path, SHA-256 and bytes of each file of a site, in order of the paths."""
    return [
        (path.relative_to(site).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_size)
        for path in sorted(site.rglob("*"))
        if path.is_file()
    ]


def pack(site: Path, into: Path, name: str) -> Path:
    """Write ``name.zip``, ``name.zip.sha256`` and ``name.manifest.tsv`` into a folder, and return the first.

    Parameters
    ----------
    site : path
        A built site.
    into : path
    name : str
        Also the folder inside the archive.
    """
    into.mkdir(parents=True, exist_ok=True)
    listed = manifest(site)
    lines = ["sha256\tbytes\tpath\n", *(f"{digest}\t{size}\t{path}\n" for path, digest, size in listed)]
    (into / f"{name}.manifest.tsv").write_text("".join(lines), encoding="utf-8")
    archive = into / f"{name}.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, _, _ in listed:
            packed.writestr(zipfile.ZipInfo(f"{name}/{path}", DATE), (site / path).read_bytes(), zipfile.ZIP_DEFLATED)
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    (into / f"{name}.zip.sha256").write_text(f"{digest}  {archive.name}\n", encoding="utf-8")
    return archive


def main() -> int:
    site = ROOT / "_build" / "html"
    if not (site / "index.html").is_file():
        print("There is no site to pack: run 'make site' or 'make lite' first.", file=sys.stderr)
        return 1
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    archive = pack(site, ROOT / "_build" / "archive", f"decoding-isotretinoin-{version}")
    print(f"{archive} ({archive.stat().st_size / 1e6:.1f} MB), with its checksum and manifest beside it")
    return 0


if __name__ == "__main__":
    sys.exit(main())
