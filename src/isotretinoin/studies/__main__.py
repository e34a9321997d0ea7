"""Command line: ``python -m isotretinoin.studies fetch|list|verify|digest``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from isotretinoin import CourseNotFoundError

from .deposited.platforms import platform_file_names, read_platform
from .deposited.registry import STUDIES, Record
from .replica import read_replica
from .sources import cache_folder, cached_file, checked_matrix, fetch_study, load, mirror_file, mirror_folder
from .study import StudyError

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns
    -------
    int
        0 where all went well, 1 where a study could not be had or is damaged, 2 for a wrong command, 130 after an
        interruption.
    """
    options = _parser().parse_args(arguments)
    try:
        return options.run(options)
    except (StudyError, CourseNotFoundError) as problem:
        print(f"error: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted; files that were complete are kept.", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m isotretinoin.studies", description="The studies of the course.")
    commands = parser.add_subparsers(required=True, metavar="command")
    fetch = commands.add_parser("fetch", help="bring the deposited files of a study from NCBI GEO into the cache")
    fetch.add_argument("study", choices=[*STUDIES, "all"])
    fetch.add_argument("--refresh", action="store_true", help="fetch again what the cache already has")
    fetch.set_defaults(run=_fetch)
    listing = commands.add_parser("list", help="show the studies and where each can be taken from")
    listing.set_defaults(run=_list)
    verify = commands.add_parser("verify", help="check every file of mirror, cache and replicas")
    verify.set_defaults(run=_verify)
    digest = commands.add_parser("digest", help="print accession and digest of the deposited values at hand")
    digest.add_argument("--against", type=Path, help="file that this command wrote earlier; fail where values changed")
    digest.set_defaults(run=_digest)
    return parser


def _fetch(options: argparse.Namespace) -> int:
    names = list(STUDIES) if options.study == "all" else [options.study]
    failed = 0
    for name in names:
        try:
            for path, source in fetch_study(name, refresh=options.refresh):
                print(f"{name}: {path.name} {'fetched' if source == 'geo' else 'was in the cache'}: {path}")
        except StudyError as problem:
            failed += 1
            print(f"{name}: error: {problem}", file=sys.stderr)
    return 1 if failed else 0


def _list(options: argparse.Namespace) -> int:
    mirror = mirror_folder()
    print(f"mirror: {mirror or 'none (ISOTRETINOIN_GEO_DIR is not set)'}")
    print(f"cache:  {cache_folder()}")
    for study in STUDIES.values():
        places = [place for place, path, _ in _files(study) if path.name.startswith(study.accession)]
        print(f"{study.name:9} {study.accession}  {study.platform:8} {', '.join([*places, 'replica']):24} {study.what}")
    return 0


def _files(study: Record) -> Iterator[tuple]:
    """Yield place, path and reader of each file of a study that mirror or cache hold."""

    def matrix(path):
        return checked_matrix(study, path)

    def platform(path):
        return read_platform(path, accession=study.platform)

    mirror = mirror_folder()
    if mirror is not None:
        named = (study.matrix_file, study.matrix_file.removesuffix(".gz"))
        for patterns, read in ((named, matrix), (platform_file_names(study.platform), platform)):
            path = mirror_file(mirror, patterns)
            if path is not None:
                yield "mirror", path, read
    for name, read in ((study.matrix_file, matrix), (study.platform_file, platform)):
        path = cache_folder() / name
        if path.is_file():
            yield "cache", path, lambda path, read=read: cached_file(path, read)


def _digest(options: argparse.Namespace) -> int:
    """Print one line a series; with a list from before, say which values are not those of that list."""
    kept = _kept_digests(options.against) if options.against else {}
    changed = 0
    for study in STUDIES.values():
        for _, path, read in _files(study):
            if path.name.startswith(study.accession):
                digest = read(path).digest
                print(f"{study.accession} {digest}")
                if options.against and study.accession not in kept:
                    print(f"  {options.against.name} has no line of it: add this one, and later builds are held to it")
                if kept.get(study.accession, digest) != digest:
                    changed += 1
                    print(f"{study.accession}: values changed since {options.against} was written", file=sys.stderr)
                break
    return 1 if changed else 0


def _kept_digests(path: Path) -> dict[str, str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        rows = [line.split() for line in lines if line.strip() and not line.startswith("#")]
        return dict(rows)
    except (OSError, ValueError) as problem:
        raise StudyError(f"{path.name} is no list of digests ({problem}). Write it with 'digest > FILE'.") from problem


def _verify(options: argparse.Namespace) -> int:
    bad = 0
    for study in STUDIES.values():
        checks = [(place, path.name, lambda path=path, read=read: read(path)) for place, path, read in _files(study)]
        checks.append(("replica", study.name, lambda study=study: read_replica(study.name)))
        if any(place == "mirror" and name.startswith(study.accession) for place, name, _ in checks):
            checks.append(("mirror", "the whole study", lambda study=study: load(study.name, source="mirror")))
        for place, name, check in checks:
            try:
                check()
                print(f"ok   {study.name:9} {place:8} {name}")
            except StudyError as problem:
                bad += 1
                print(f"BAD  {study.name:9} {place:8} {name}: {problem}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
