"""Write made-up files in the form of GEO from the simulated studies, to try the course as if records were at hand.

    python tools/make_geo_files.py FOLDER                      both skin studies, log2 values
    python tools/make_geo_files.py FOLDER --scale linear       linear values, as older software wrote them
    python tools/make_geo_files.py FOLDER --only skin --seed 7   one study, another order of the arrays

Then ISOTRETINOIN_GEO_DIR=FOLDER takes them for a mirror. Each file says in its title and in a line of its own that it
is made up, and the library repeats it wherever a page would say "recomputed". As in real records, samples are described
in free text, nothing says which two arrays are of one patient, arrays stand in no order, and lines name a contact.
FOLDER/truth.csv holds who is who; no reader looks at it.
"""

from __future__ import annotations

import argparse
import gzip
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from isotretinoin.studies import Study, add_sex_genes, load
from isotretinoin.studies.deposited.registry import record

SCALES = ("log2", "linear")
_LATER = {"skin": "after 1 week on the drug", "skin-8wk": "8 weeks of isotretinoin"}
_FIRST_SAMPLE = {"skin": 263921, "skin-8wk": 298101}
MADE_UP = (
    "MADE UP: simulated values in the form of {accession}, written by the course's own tool; no value was measured"
)


def whole_chip(name: str, seed: int) -> Study:
    """Return the replica with sex genes on the chip, in place of as many unchanged rows so that the size stays."""
    study = load(name, source="replica")
    n = len(study.expression)
    study = add_sex_genes(study, seed=seed)
    spare = study.truth.index[(study.truth["kind"] == "unchanged") & study.truth.index.str.startswith("SIM")]
    left = study.expression.index.drop(spare[: len(study.expression) - n])
    return Study(
        name=name,
        expression=study.expression.loc[left],
        samples=study.samples,
        probe_sets=study.probe_sets.loc[left],
        provenance=study.provenance,
    )


def accessions(study: Study, rng: np.random.Generator) -> pd.Series:
    """Give each sample an accession: odd ones before treatment, even ones later, patients in any order."""
    first = study.samples["time"] == "baseline"
    numbers = pd.Series(0, index=study.samples.index)
    start, n = _FIRST_SAMPLE[study.name], int(first.sum())
    numbers[first] = start + 2 * rng.permutation(n)
    numbers[~first] = start + 1 + 2 * rng.permutation(n)
    return "GSM" + numbers.astype(str)


def series_matrix(study: Study, names: pd.Series, scale: str, rng: np.random.Generator) -> str:
    """Write the series matrix, arrays in a shuffled order."""
    wanted = record(study.name)
    order = list(rng.permutation(study.samples.index))
    values = study.expression[order] if scale == "log2" else 2 ** study.expression[order]
    said = {
        "title": [f"Skin biopsy {number}" for number in rng.permutation(len(order)) + 1],
        "geo_accession": [names[sample] for sample in order],
        "source_name_ch1": [_when(study, sample) for sample in order],
        "characteristics_ch1": ["acne patient, lesion-free skin of the back"] * len(order),
        "data_processing": [_processing(scale)] * len(order),
        "contact_name": ["Nobody,,Anywhere"] * len(order),
        "contact_email": ["nobody@example.org"] * len(order),
        "platform_id": [wanted.platform] * len(order),
        "data_row_count": [str(len(values))] * len(order),
    }
    title = MADE_UP.format(accession=wanted.accession)
    lines = [f'!Series_title\t"{title}"', f'!Series_geo_accession\t"{wanted.accession}"', '!Series_made_up\t"yes"']
    lines += ['!Series_last_update_date\t"Jan 01 2000"']
    lines += [f'!Series_sample_id\t"{" ".join(said["geo_accession"])} "', '!Series_contact_name\t"Nobody,,Anywhere"']
    lines += ['!Series_contact_email\t"nobody@example.org"', ""]
    lines += [f"!Sample_{key}\t{_quoted(cells)}" for key, cells in said.items()]
    lines += ["!series_matrix_table_begin", _quoted(["ID_REF", *said["geo_accession"]])]
    spelled = np.char.mod("%.4f", values.to_numpy())
    lines += [f'"{row}"\t' + "\t".join(cells) for row, cells in zip(values.index, spelled, strict=True)]
    return "\n".join([*lines, "!series_matrix_table_end", ""])


def annotation(platform: str, symbols: pd.Series) -> str:
    """Write the platform's annotation file with the symbol of each probe set."""
    lines = ["^Annotation", "!Annotation_date = Jan 01 2000", f"!Annotation_platform = {platform}"]
    lines += ["#ID = MADE UP: identifiers of a simulated study", "!platform_table_begin", "ID\tGene title\tGene symbol"]
    lines += [f"{row}\tmade up\t{symbol}" for row, symbol in symbols.items()]
    return "\n".join([*lines, "!platform_table_end", ""])


def write(folder: Path, study: Study, scale: str, seed: int) -> pd.DataFrame:
    """Write the series matrix of one study; return who is who."""
    rng = np.random.default_rng(seed)
    names = accessions(study, rng)
    _pack(folder / record(study.name).matrix_file, series_matrix(study, names, scale, rng))
    return study.samples.assign(study=study.name).set_axis(names, axis=0).rename_axis("sample")


def _pack(path: Path, text: str) -> None:
    path.write_bytes(gzip.compress(text.encode(), compresslevel=6, mtime=0))


def _when(study: Study, sample: str) -> str:
    later = study.samples.at[sample, "time"] != "baseline"
    return f"Skin, {_LATER[study.name]}" if later else "Skin, before treatment"


def _processing(scale: str) -> str:
    return "RMA, values in log2" if scale == "log2" else "signal of the scanner's software, scaled"


def _quoted(cells: Sequence[str]) -> str:
    return "\t".join(f'"{cell}"' for cell in cells)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", choices=_LATER, help="one study in place of both")
    parser.add_argument("--scale", choices=SCALES, default="log2")
    parser.add_argument("--seed", type=int, default=4, help="of sex genes and of the order of arrays and patients")
    options = parser.parse_args(arguments)
    names = [options.only] if options.only else list(_LATER)
    options.folder.mkdir(parents=True, exist_ok=True)
    chips = [whole_chip(name, options.seed) for name in names]
    truth = pd.concat([write(options.folder, study, options.scale, options.seed) for study in chips])
    # One chip has one table: a row has the name that the first of the studies gives it.
    symbols = pd.concat([study.probe_sets["symbol"] for study in chips])
    wanted = record(names[0])
    symbols = symbols[~symbols.index.duplicated()]
    _pack(options.folder / wanted.platform_file, annotation(wanted.platform, symbols))
    truth.to_csv(options.folder / "truth.csv")
    print(f"wrote made-up files of {', '.join(names)} to {options.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
