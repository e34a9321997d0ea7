"""Time the course's statistics on whole arrays beside R's limma and samr, where R is present.

Run ``python tools/bench_statistics.py``. Both languages get the same simulated file and one BLAS thread. The two runs
that make a pair follow each other, so that a busy machine slows both; what is reported is CPU time and the median ratio
of the pairs, with the lowest and the highest. Bars are ratios, since seconds say more about a machine than a program.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

ROWS_SKIN, PAIRS_SKIN = 22_277, 6
ROWS_CELLS = 12_625

# Each script gets the file's path and how often to repeat the analysis; R also, whether to warm up. It prints the CPU
# seconds of one analysis (median), without reading and imports, and figures that the other language must reproduce.
_PYTHON = """
import json, statistics, sys, time
import numpy as np, pandas as pd
from isotretinoin import stats
values = pd.read_csv(sys.argv[1], index_col=0)
n = values.shape[1] // 2
treated, patient = np.tile([False, True], n), np.repeat(np.arange(n), 2)
def analyse():
    {analysis}
analyse()
times = []
for _ in range(int(sys.argv[2])):
    start = time.process_time()
    result = analyse()
    times.append(time.process_time() - start)
print(json.dumps([statistics.median(times), result]))
"""
_R = """
suppressMessages({{library(limma); library(samr)}})
asked <- commandArgs(TRUE)
values <- as.matrix(read.csv(asked[1], row.names = 1))
n <- ncol(values) / 2
treated <- rep(0:1, n)
patient <- factor(rep(seq_len(n), each = 2))
analyse <- function() {{
  {analysis}
}}
sink(nullfile())
if (asked[3] == "warm") analyse()
times <- numeric(0)
for (i in seq_len(as.integer(asked[2]))) {{
  start <- proc.time()
  result <- analyse()
  times <- c(times, sum((proc.time() - start)[1:2]))
}}
sink()
cat(sprintf("[%.6f, [%s]]", median(times), paste(sprintf("%.12g", result), collapse = ", ")))
"""

_ANALYSES = {
    "moderated t": (
        """fit = stats.moderated_t(values, stats.paired_design(treated, patient))
    return [fit.d0, fit.s0_squared, fit.table["t"].abs().sum(), float((fit.table["adjusted_p"] < 0.05).sum())]""",
        """fit <- eBayes(lmFit(values, model.matrix(~ 0 + patient + treated)))
  top <- topTable(fit, coef = "treated", number = Inf, sort.by = "none")
  c(fit$df.prior, fit$s2.prior, sum(abs(top$t)), sum(top$adj.P.Val < 0.05))""",
    ),
    "SAM unpaired": (
        """fit = stats.sam(values, treated)
    grid = fit.delta_table(np.linspace(0, 2, 50))
    return [fit.s0, fit.table["d"].abs().sum()]""",
        """names <- rownames(values)
  data <- list(x = values, y = treated + 1, geneid = names, genenames = names, logged2 = TRUE)
  fit <- samr(data, resp.type = "Two class unpaired", nperms = 100)
  grid <- samr.compute.delta.table(fit, dels = seq(0, 2, length.out = 50))
  c(fit$s0, sum(abs(fit$tt)))""",
    ),
    "SAM paired": (
        """fit = stats.sam(values, treated, patient)
    grid = fit.delta_table(np.linspace(0, 2, 50))
    return [fit.s0, fit.table["d"].abs().sum(), fit.pi0, float(grid["called"][25])]""",
        """labels <- ifelse(treated == 1, as.integer(patient), -as.integer(patient))
  names <- rownames(values)
  data <- list(x = values, y = labels, geneid = names, genenames = names, logged2 = TRUE)
  fit <- samr(data, resp.type = "Two class paired", nperms = 100)
  grid <- samr.compute.delta.table(fit, dels = seq(0, 2, length.out = 50))
  c(fit$s0, sum(abs(fit$tt)), fit$pi0, grid[26, "# called"])""",
    ),
}

# From the file to the list of calls, as a student would write it.
_WHOLE_PYTHON = """
import sys
import numpy as np, pandas as pd
from isotretinoin import stats
values = pd.read_csv(sys.argv[1], index_col=0)
treated, patient = np.tile([False, True], 6), np.repeat(np.arange(6), 2)
table = stats.moderated_t(values, stats.paired_design(treated, patient)).table
table[table["adjusted_p"] < 0.05].to_csv(sys.argv[2])
"""
_WHOLE_R = """
suppressMessages(library(limma))
asked <- commandArgs(TRUE)
values <- as.matrix(read.csv(asked[1], row.names = 1))
treated <- rep(0:1, 6)
patient <- factor(rep(1:6, each = 2))
fit <- eBayes(lmFit(values, model.matrix(~ 0 + patient + treated)))
table <- topTable(fit, coef = "treated", number = Inf, sort.by = "none")
write.csv(table[table$adj.P.Val < 0.05, ], asked[2])
"""


@dataclass(frozen=True)
class Comparison:
    """CPU seconds of one job in both languages, pair by pair; ``r`` is empty where R is absent."""

    name: str
    python: list[float]
    r: list[float] = field(default_factory=list)
    bar: float | None = None
    note: str = ""

    @property
    def ratios(self) -> list[float]:
        return [mine / theirs for mine, theirs in zip(self.python, self.r, strict=False)]

    @property
    def met(self) -> bool | None:
        """Whether the median ratio is within the bar; None where it cannot be known."""
        return statistics.median(self.ratios) <= self.bar if self.ratios and self.bar else None

    def row(self) -> str:
        cells = [self.name, f"{statistics.median(self.python):.3f}"]
        if self.ratios:
            ratios = sorted(self.ratios)
            cells += [
                f"{statistics.median(self.r):.3f}",
                f"{statistics.median(ratios):.4f} ({ratios[0]:.4f} to {ratios[-1]:.4f}, {len(ratios)} pairs)",
            ]
        else:
            cells += ["no R", "–"]
        verdict = {True: "met", False: "NOT MET", None: ""}[self.met]
        cells += [f"{self.bar} {verdict}".strip() if self.bar else "–", self.note]
        return "| " + " | ".join(cells) + " |"


class BenchError(RuntimeError):
    """The two languages disagree, or a run failed."""


def r_is_present() -> bool:
    """Tell whether R with limma and samr can be run here."""
    if not shutil.which("Rscript"):
        return False
    check = 'quit(status = !all(c("limma", "samr") %in% rownames(installed.packages())))'
    return subprocess.run(["Rscript", "-e", check], capture_output=True).returncode == 0


def simulate(path: Path, rows: int, pairs: int) -> Path:
    """Write a table of log2 values, 400 rows of it with an effect.

    Each patient's two samples stand side by side: samr 3.0 mixes up patients in its permutations where they do not.
    """
    rng = np.random.default_rng(2001)
    noise = 0.2 * np.sqrt(4 / rng.chisquare(4, (rows, 1)))
    values = rng.uniform(4, 12, (rows, 1)) + noise * rng.normal(size=(rows, 2 * pairs))
    values += np.repeat(rng.normal(0, 0.3, (rows, pairs)), 2, axis=1)
    values[:400, 1::2] += rng.normal(0, 1.5, (400, 1))
    samples = [f"S{n:02d}" for n in range(2 * pairs)]
    table = pd.DataFrame(
        values, index=pd.Index([f"SIM{n:05d}" for n in range(rows)], name="probe_set"), columns=samples
    )
    table.round(4).to_csv(path)
    return path


def compare(
    job: str, name: str, file: Path, with_r: bool, pairs: int, bar: float | None = None, note: str = ""
) -> Comparison:
    """Time one analysis in both languages, and check that they give the same numbers."""
    python_code, r_code = _ANALYSES[job]
    python_script, r_script = file.with_suffix(".py"), file.with_suffix(".R")
    python_script.write_text(_PYTHON.format(analysis=python_code))
    r_script.write_text(_R.format(analysis=r_code))
    python, r = [], []
    for _ in range(pairs):
        seconds, mine = json.loads(_run([sys.executable, str(python_script), str(file), "11"]))
        python.append(seconds)
        if with_r:
            # samr takes seconds, so that neither a first run nor the clock's resolution matters.
            how = ["1", "cold"] if "SAM" in job else ["11", "warm"]
            seconds, theirs = json.loads(_run(["Rscript", str(r_script), str(file), *how]))
            r.append(seconds)
            if not np.allclose(mine, theirs, rtol=1e-8):
                raise BenchError(f"{name}: Python gives {mine}, R gives {theirs}.")
    return Comparison(name, python, r, bar, note)


def compare_whole_process(file: Path, with_r: bool, pairs: int) -> Comparison:
    """Time everything from starting the interpreter to the written list of calls."""
    python_script, r_script = file.with_name("whole.py"), file.with_name("whole.R")
    python_script.write_text(_WHOLE_PYTHON)
    r_script.write_text(_WHOLE_R)
    calls = file.with_name("calls_python.csv"), file.with_name("calls_r.csv")
    python, r = [], []
    for _ in range(pairs):
        python.append(_cpu_of([sys.executable, str(python_script), str(file), str(calls[0])]))
        if with_r:
            r.append(_cpu_of(["Rscript", str(r_script), str(file), str(calls[1])]))
            named = [set(pd.read_csv(path, index_col=0).index) for path in calls]
            if named[0] != named[1]:
                raise BenchError("The whole process calls other rows in Python than in R.")
    return Comparison("file to calls, whole process", python, r, 3.0, "moderated t; start and imports included")


def import_times() -> pd.DataFrame:
    """List where the time of the Python process goes before the analysis begins.

    Returns
    -------
    DataFrame
        ``package``, ``seconds`` (wall clock, what it alone loads, in the order of loading).
    """
    code = "import numpy, pandas, isotretinoin.stats, scipy.stats"
    run = subprocess.run([sys.executable, "-X", "importtime", "-c", code], capture_output=True, text=True, check=True)
    own: dict[str, float] = {}
    for line in run.stderr.splitlines():
        found = re.match(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)", line)
        if found:
            parts = found[2].split(".")
            group = ".".join(parts[:2]) if parts[0] in ("scipy", "isotretinoin") else parts[0]
            own[group] = own.get(group, 0) + int(found[1]) / 1e6
    named = ("numpy", "pandas", "isotretinoin.stats", "scipy.special", "scipy.linalg", "scipy.stats")
    rest = sum(seconds for name, seconds in own.items() if name not in named)
    rows = [(name, own.get(name, 0.0)) for name in named] + [("everything else they load", rest)]
    return pd.DataFrame(rows, columns=["package", "seconds"])


def run(pairs: int = 5) -> list[Comparison]:
    """Make all comparisons, ``pairs`` pairs of runs for each; about a minute with R."""
    with_r = r_is_present()
    limma, samr = "limma: lmFit, eBayes, topTable", "samr: fit and delta table of 50 deltas on both sides"
    with tempfile.TemporaryDirectory() as folder:
        skin = simulate(Path(folder) / "skin.csv", ROWS_SKIN, PAIRS_SKIN)
        cells = simulate(Path(folder) / "cells.csv", ROWS_CELLS, 3)
        size_skin, size_cells = f"{ROWS_SKIN:,} × 12", f"{ROWS_CELLS:,} × 6"
        return [
            compare("moderated t", f"moderated t, paired, {size_skin}", skin, with_r, pairs, 0.25, limma),
            compare(
                "SAM unpaired",
                f"SAM, 3 against 3, {size_cells}",
                cells,
                with_r,
                pairs,
                note=f"{samr}; all 20 labelings here, samr's default of 100 random orders there",
            ),
            compare(
                "SAM paired", f"SAM, paired, {size_skin}", skin, with_r, pairs, 0.01, f"{samr}; all 64 flips on both"
            ),
            compare_whole_process(skin, with_r, pairs),
        ]


def main(arguments: list[str] | None = None) -> list[Comparison]:
    """Run the comparisons, print them as a Markdown table, and return them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=5, help="pairs of runs for each job")
    options = parser.parse_args(arguments)
    comparisons = run(options.pairs)
    print("| analysis | Python, CPU s | R, CPU s | ratio, median (range) | bar | remarks |")
    print("| --- | --- | --- | --- | --- | --- |")
    for comparison in comparisons:
        print(comparison.row())
    print("\nWhere the Python process spends its start (python -X importtime, seconds of wall clock):")
    for row in import_times().itertuples():
        print(f"  {row.package:<26}{row.seconds:6.2f}")
    return comparisons


def _environment() -> dict[str, str]:
    one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {**os.environ, **one_thread}


def _run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, env=_environment())
    if done.returncode:
        raise BenchError(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")
    return done.stdout


def _cpu_of(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _run(command)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
