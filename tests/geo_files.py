"""Small files in the formats of GEO, for tests to write, bend and break. Every value in them is made up."""

from __future__ import annotations

import gzip
from collections.abc import Mapping, Sequence

from isotretinoin.studies.deposited.series_matrix import parse_series_matrix

SEB1_SAMPLES = [f"GSM26391{n}" for n in range(5, 10)] + ["GSM263920"]
SEB1_TITLES = [f"SEB-1 vehicle control biological replicate {n}" for n in (1, 2, 3)] + [
    f"SEB-1 treated biological replicate {n}" for n in (1, 2, 3)
]
VALUES = {"1000_at": (5.1, 5.2, 13.4), "AFFX-YEL024w/RIP1_at": (4.0, 4.1, 4.2), "32821_at": (6.0, 7.0, 9.5)}


def quoted(cells: Sequence[str]) -> str:
    return "\t".join(f'"{cell}"' for cell in cells)


def matrix(
    values: Mapping[str, Sequence[object]] = VALUES,
    *,
    accession: str = "GSE10432",
    platform: str = "GPL8300",
    samples: Sequence[str] = ("GSM1", "GSM2", "GSM3"),
    titles: Sequence[str] | None = None,
    series: Sequence[str] = (),
    about: Sequence[tuple[str, Sequence[str]]] = (),
    announced: int | None = None,
    end: bool = True,
) -> str:
    """Write a series matrix. ``about`` adds rows on the samples, ``series`` whole lines on the series."""
    n = len(samples)
    rows = [("title", titles or [f"array {sample}" for sample in samples]), ("geo_accession", samples), *about]
    if not any(key == "platform_id" for key, _ in about):
        rows.append(("platform_id", [platform] * n))
    rows.append(("data_row_count", [str(len(values) if announced is None else announced)] * n))
    lines = ['!Series_title\t"a series for tests"', f'!Series_geo_accession\t"{accession}"']
    lines += [f'!Series_last_update_date\t"Dec 13 2018"\n!Series_sample_id\t"{" ".join(samples)} "', *series, ""]
    lines += [f"!Sample_{key}\t{quoted(cells)}" for key, cells in rows]
    lines += ["!series_matrix_table_begin", quoted(["ID_REF", *samples])]
    lines += [f'"{probe_set}"\t' + "\t".join(map(str, row)) for probe_set, row in values.items()]
    lines += ["!series_matrix_table_end"] if end else []
    return "\n".join(lines) + "\n"


def annotation(symbols: Mapping[str, str], *, platform: str = "GPL8300", end: bool = True) -> str:
    """Write a platform's ``.annot`` file."""
    lines = [
        "^Annotation",
        "!Annotation_date = Mar 08 2016",
        f"!Annotation_platform = {platform}",
        "#ID = ID from table",
    ]
    lines += ["!platform_table_begin", "ID\tGene title\tGene symbol\tGene ID"]
    lines += [f"{probe_set}\ta title with 5' in \"it\t{symbol}\t1" for probe_set, symbol in symbols.items()]
    lines += ["!platform_table_end"] if end else []
    return "\n".join(lines) + "\n"


def packed(text: str) -> bytes:
    return gzip.compress(text.encode(), compresslevel=1, mtime=0)


def chip(n: int) -> list[str]:
    """Return as many made-up probe sets, the last one with a slash as in control probe sets."""
    return [f"{number}_made_up_at" for number in range(1, n)] + ["MADE-UP/control_at"]


def whole_matrix(n_probe_sets: int, samples: Sequence[str], **others: object) -> str:
    """Write a series matrix of full size."""
    values = {
        probe_set: [f"{3 + (row * 7 + column * 3) % 97 / 8:.4f}" for column in range(len(samples))]
        for row, probe_set in enumerate(chip(n_probe_sets))
    }
    return matrix(values, samples=samples, **others)


def pin(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return what the registry would hold of a made-up record, so that tests can put it in its place."""
    text = gzip.decompress(files["GSE10432_series_matrix.txt.gz"]).decode()
    return {"GSE10432": parse_series_matrix(text, "made up").digest}


def skin_files(accession: str, samples: Sequence[str], **others: object) -> dict[str, bytes]:
    """Return the two files of a study of skin, full size, made up."""
    text = whole_matrix(22277, samples, accession=accession, platform="GPL571", **others)
    symbols = dict.fromkeys(chip(22277), "G")
    return {
        f"{accession}_series_matrix.txt.gz": packed(text),
        "GPL571.annot.gz": packed(annotation(symbols, platform="GPL571")),
    }


def seb1_files() -> dict[str, bytes]:
    """Return the two files of the study seb1, full size, made up."""
    symbols = {probe_set: "LCN2" if row == 5 else f"G{row}" for row, probe_set in enumerate(chip(12625))}
    return {
        "GSE10432_series_matrix.txt.gz": packed(whole_matrix(12625, SEB1_SAMPLES, titles=SEB1_TITLES)),
        "GPL8300.annot.gz": packed(annotation(symbols)),
    }
