"""Measure what each method of the course finds in the simulated studies, and what of it is true.

    python tools/calibrate_simulator.py                 print the tables, 100 seeds for each configuration
    python tools/calibrate_simulator.py --seeds 10      a quick look
    python tools/calibrate_simulator.py --write         put the tables into data/replicas/README.md
    python tools/calibrate_simulator.py --replicas      only the tables of the shipped files, in seconds

Where ``ISOTRETINOIN_GEO_DIR`` holds the deposited GSE10432, its own figures stand beside those of its replica.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from isotretinoin import course_root, stats
from isotretinoin.studies import Study, load
from isotretinoin.studies.simulated.configurations import CONFIGURATIONS
from isotretinoin.studies.simulated.simulator import simulate

README = Path("data") / "replicas" / "README.md"
PAIRED = ("skin", "skin-8wk", "skin-small")
NULL = ("skin-null", "skin-8wk-null", "skin-small-null", "seb1-null")
DELTA = 0.94
"""The delta at which SAM calls 58 and 27 in the deposit (0.928 to 0.956)."""

Calls = dict[str, np.ndarray]


def _moderated(values: np.ndarray, design: stats.Design) -> pd.DataFrame:
    return stats.moderated_t(values, design, "treatment").table


def _sam_below(fit: stats.Sam, limit: float = 0.05) -> np.ndarray:
    """Call at the smallest delta whose median false discovery rate is below the limit."""
    table = fit.delta_table()
    good = table[(table["fdr_median"] <= limit) & (table["called"] > 0)]
    if good.empty:
        return np.zeros(len(fit.table), dtype=bool)
    call = fit.call(float(good["delta"].min()))
    return call.up | call.down


def paired_calls(values: np.ndarray, treated: np.ndarray, pair: np.ndarray) -> tuple[Calls, np.ndarray]:
    """Call probe sets in a paired study by every method; also return the log2 fold changes."""
    paired = stats.paired_t(values, treated, pair)
    fold, p = paired["log2_fold_change"].to_numpy(), paired["p_value"].to_numpy()
    moderated = _moderated(values, stats.paired_design(treated, pair))
    order = np.argsort(pair[~treated]), np.argsort(pair[treated])
    differences = values[:, treated][:, order[1]] - values[:, ~treated][:, order[0]]
    flips = stats.sign_flip(differences)["p_value"].to_numpy()
    adjusted = moderated["adjusted_p"].to_numpy()
    return {
        "fold change over 2": np.abs(fold) > 1,
        "paired t, P < 0.05": p < 0.05,
        "paired t, BH 5 %": stats.benjamini_hochberg(p) < 0.05,
        "moderated t, BH 5 %": adjusted < 0.05,
        "moderated t, BH 10 %": adjusted < 0.10,
        "moderated t, Storey q 5 %": stats.storey(moderated["p_value"].to_numpy())[0] < 0.05,
        "SAM, median FDR 5 %": _sam_below(stats.sam(values, treated, pair)),
        "exact sign-flip, BH 5 %": stats.benjamini_hochberg(flips) < 0.05,
    }, fold


def unpaired_calls(values: np.ndarray, treated: np.ndarray) -> tuple[Calls, np.ndarray]:
    """Call probe sets in a study of two groups by every method; also return the log2 fold changes."""
    student = stats.unpaired_t(values, treated)
    fold, p = student["log2_fold_change"].to_numpy(), student["p_value"].to_numpy()
    adjusted = _moderated(values, stats.two_group_design(treated))["adjusted_p"].to_numpy()
    sam = stats.sam(values, treated)
    at_delta = sam.call(DELTA)
    return {
        "fold change over 2": np.abs(fold) > 1,
        "Student's t, P < 0.05": p < 0.05,
        "Student's t, BH 5 %": stats.benjamini_hochberg(p) < 0.05,
        "moderated t, BH 5 %": adjusted < 0.05,
        "moderated t, BH 10 %": adjusted < 0.10,
        f"SAM, delta {DELTA}": at_delta.up | at_delta.down,
    }, fold


def calls_of(study: Study) -> tuple[Calls, np.ndarray]:
    """Call probe sets in a study with the methods that fit its design."""
    values = study.expression.to_numpy()
    if "group" in study.samples:
        return unpaired_calls(values, (study.samples["group"] == "treated").to_numpy())
    treated = (study.samples["time"] != "baseline").to_numpy()
    return paired_calls(values, treated, study.samples["patient"].to_numpy())


def picture(study: Study) -> pd.DataFrame:
    """Count what each method calls in one study, and what of it is true.

    Returns
    -------
    DataFrame, index: method
        ``called``, ``up``, ``down``, ``false`` (share of calls among unchanged probe sets, 0 without calls), ``power``
        (share of the strong effects that is called) and ``lcn2`` (whether LCN2 is called).
    """
    calls, fold = calls_of(study)
    kind = None if study.truth is None else study.truth["kind"].to_numpy()
    lcn2 = (study.probe_sets["symbol"] == "LCN2").to_numpy()
    rows = {}
    for method, called in calls.items():
        up, n = int((called & (fold > 0)).sum()), int(called.sum())
        row = {"called": n, "up": up, "down": n - up, "lcn2": bool((called & lcn2).any())}
        if kind is not None:
            strong = np.isin(kind, ("up", "down"))
            row["false"] = (called & (kind == "unchanged")).sum() / max(n, 1)
            row["power"] = (called & strong).sum() / max(strong.sum(), 1)
        rows[method] = row
    return pd.DataFrame.from_dict(rows, orient="index")


def repeated(name: str, seeds: range) -> pd.DataFrame:
    """Stack the pictures of one configuration over many seeds."""
    return pd.concat({seed: picture(simulate(name, seed)) for seed in seeds}, names=["seed", "method"])


def _range(values: pd.Series) -> str:
    low, high = np.quantile(values, [0.05, 0.95])
    return f"{low:.0f}–{high:.0f}"


def _markdown(header: list[str], rows: list[list[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def configuration_table(name: str, seeds: range, with_truth: bool = True) -> str:
    """Describe a configuration: each method's calls and realised false discovery proportion."""
    every = repeated(name, seeds)
    rows = []
    for method, runs in every.groupby("method", sort=False):
        row = [method, f"{runs['called'].median():g}", _range(runs["called"])]
        row += [f"{runs['up'].median():g} / {runs['down'].median():g}"]
        if with_truth:
            rate, error = runs["false"].mean(), runs["false"].std(ddof=1) / np.sqrt(len(runs))
            row += [
                f"{rate:.3f} ± {error:.3f}",
                f"{np.quantile(runs['false'], 0.95):.2f}",
                f"{runs['power'].mean():.2f}",
            ]
        rows.append([*row, f"{100 * runs['lcn2'].mean():.0f} %"])
    header = ["method", "calls, median", "5–95 % of seeds", "up / down, median"]
    if with_truth:
        header += ["mean false discovery proportion ± s.e.", "its 95th percentile", "power"]
    return _markdown([*header, "LCN2 called"], rows)


def null_table(seeds: range) -> str:
    """Describe the null configurations: in what share of seeds does a method call anything?"""
    shares = {name: repeated(name, seeds)["called"].gt(0).groupby("method", sort=False).mean() for name in NULL}
    methods = list(dict.fromkeys(method for share in shares.values() for method in share.index))
    table = pd.DataFrame(shares).reindex(index=methods, columns=list(NULL))
    rows = [[method, *("–" if pd.isna(share) else f"{share:.2f}" for share in row)] for method, row in table.iterrows()]
    return _markdown(["method", *NULL], rows)


def study_table(study: Study) -> str:
    """Describe one study at hand; the truth of the seb1 replica is too thin to give its false calls."""
    found = picture(study)
    with_truth = study.truth is not None and "group" not in study.samples
    rows = []
    for method, row in found.iterrows():
        cells = [method, str(row["called"]), f"{row['up']} / {row['down']}"]
        if with_truth:
            cells.append(f"{row['false']:.3f}" if row["called"] else "–")
        rows.append([*cells, "yes" if row["lcn2"] else "no"])
    header = ["method", "calls", "up / down", *(["false discovery proportion"] if with_truth else []), "LCN2 called"]
    return _markdown(header, rows)


def settings_table(study: Study) -> str:
    """Give the settings that SAM and moderated t estimate from a study of two groups."""
    values, treated = study.expression.to_numpy(), (study.samples["group"] == "treated").to_numpy()
    design = stats.two_group_design(treated)
    moderated = stats.moderated_t(values, design, "treatment")
    sam = stats.sam(values, treated)
    call = sam.call(DELTA)
    rows = [
        ["d0 of moderated t", f"{moderated.d0:.2f}"],
        ["s0² of moderated t", f"{moderated.s0_squared:.4f}"],
        ["s0 of SAM", f"{sam.s0:.4f}"],
        ["pi0 of SAM", f"{sam.pi0:.3f}"],
        [f"median FDR of SAM at delta {DELTA}", f"{call.fdr_median:.3f}"],
    ]
    if "origin" in study.probe_sets:
        recorded = (study.probe_sets["origin"] == "record").to_numpy()
        rows.append(
            [
                f"recorded rows among the calls of SAM at delta {DELTA}",
                str(int((recorded & (call.up | call.down)).sum())),
            ]
        )
    return _markdown(["setting", "estimate"], rows)


def put(text: str, block: str, table: str) -> str:
    """Replace one marked block of the README."""
    begin, end = f"<!-- {block} -->\n", f"\n<!-- end {block} -->"
    if begin not in text or end not in text:
        raise SystemExit(f"{README} has no block {block!r}.")
    before, rest = text.split(begin, 1)
    return f"{before}{begin}\n{table}\n{end}{rest.split(end, 1)[1]}"


def read(text: str, block: str) -> str:
    """Return what stands in one marked block of the README."""
    return text.split(f"<!-- {block} -->\n", 1)[1].split(f"\n<!-- end {block} -->", 1)[0].strip()


def shipped_blocks() -> dict[str, str]:
    """Make the tables of the shipped files and, where the mirror has it, of the deposited record."""
    studies_at_hand = {f"replica {name}": load(name, source="replica") for name in ("seb1", "skin", "skin-8wk")}
    if os.environ.get("ISOTRETINOIN_GEO_DIR"):
        studies_at_hand["deposit seb1"] = load("seb1", source="mirror")
    made = {block: study_table(study) for block, study in studies_at_hand.items()}
    for block, study in studies_at_hand.items():
        if "group" in study.samples:
            made[f"settings of {block}"] = settings_table(study)
    return made


def seed_blocks(seeds: range) -> dict[str, str]:
    """Make the tables that need many draws of each configuration."""
    made = {
        f"configuration {name}": configuration_table(name, seeds, with_truth=name != "seb1")
        for name in (*PAIRED, "seb1")
    }
    made["null"] = null_table(seeds)
    made["seeds"] = f"{len(seeds)} seeds, {seeds[0]} to {seeds[-1]}, numpy {np.__version__}."
    return made


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--write", action="store_true", help="put the tables into data/replicas/README.md")
    parser.add_argument("--replicas", action="store_true", help="only the shipped files")
    options = parser.parse_args(arguments)
    made = shipped_blocks() | ({} if options.replicas else seed_blocks(range(options.seeds)))
    if not options.write:
        print("\n\n".join(f"{block}\n{table}" for block, table in made.items()))
        return 0
    path = course_root() / README
    text = path.read_text(encoding="utf-8")
    for block, table in made.items():
        text = put(text, block, table)
    path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    assert {*PAIRED, *NULL, "seb1"} == set(CONFIGURATIONS), "a configuration is not described"
    sys.exit(main())
