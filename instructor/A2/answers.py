"""The bank that grades the grader of A2: code of the answer cell, right in other ways and wrong in typical ways."""

_WIDE = """log2 = np.log2(signal)
after = log2.loc[:, samples["time"] == "week 1"].rename(columns=samples["patient"]).sort_index(axis=1)
before = log2.loc[:, samples["time"] == "baseline"].rename(columns=samples["patient"]).sort_index(axis=1)
d = after - before
"""
_LCN2 = """own = samples.assign(log2=np.log2(signal.loc[lcn2_row]))
wide = own.pivot(index="patient", columns="time", values="log2")
x = (wide["week 1"] - wide["baseline"]).to_numpy()
m, s, n = x.mean(), x.std(ddof=1), len(x)
"""
_FLIPS = """import itertools
def sign_flip_p(changes):
    signs = np.array(list(itertools.product([1, -1], repeat=len(changes))))
    observed = np.mean(changes)
    means = (signs * changes).mean(axis=1)
"""
_SAM = """import itertools
def score(x, s0):
    return x.mean(axis=1) / (x.std(axis=1, ddof=1) / np.sqrt(x.shape[1]) + s0)
def sam_fdr(changes, s0, cut):
    x = changes.to_numpy()
    signs = np.array(list(itertools.product([1, -1], repeat=x.shape[1])))
    called = (np.abs(score(x, s0)) >= cut).sum()
"""

SHARED = (_WIDE, _LCN2)

RIGHT = {
    "q1": {
        "difference of means per time": 'log2 = np.log2(signal)\nmeans = log2.T.groupby(samples["time"]).mean().T\nchange = means["week 1"] - means["baseline"]',
        "numpy, array": _WIDE + "change = d.to_numpy().mean(axis=1)",
        "loop over patients": """total = 0
for patient, own in samples.groupby("patient"):
    first = own.index[own["time"] == "baseline"][0]
    second = own.index[own["time"] == "week 1"][0]
    total = total + np.log2(signal[second] / signal[first])
change = total / samples["patient"].nunique()""",
        "natural log over its base": _WIDE.replace("np.log2(signal)", "np.log(signal) / np.log(2)")
        + "change = d.mean(axis=1)",
        "rounded to three decimals": _WIDE + "change = d.mean(axis=1).round(3)",
        "sorted by size": _WIDE + "change = d.mean(axis=1).sort_values()",
        "nullable numbers": _WIDE + 'change = d.mean(axis=1).astype("Float64")',
        "dictionary": _WIDE + "change = d.mean(axis=1).to_dict()",
        "table of one column": _WIDE + 'change = d.mean(axis=1).to_frame("change")',
        "single precision": _WIDE + 'change = d.astype("float32").mean(axis=1)',
        "melted and grouped": """long = np.log2(signal).reset_index().melt("probe_set", var_name="array", value_name="log2")
long = long.join(samples, on="array")
wide = long.pivot(index=["probe_set", "patient"], columns="time", values="log2")
change = (wide["week 1"] - wide["baseline"]).groupby("probe_set").mean()""",
        "the library's pairs": """from isotretinoin import stats as course
change = course.paired_differences(np.log2(signal), samples["time"] == "week 1", samples["patient"]).mean(axis=1)""",
    },
    "q2": {
        "one sample of changes": _WIDE
        + "p_values = pd.Series(stats.ttest_1samp(d, 0, axis=1).pvalue, index=signal.index)",
        "array": _WIDE + "p_values = stats.ttest_rel(after, before, axis=1).pvalue",
        "other order of subtraction": _WIDE
        + "p_values = pd.Series(stats.ttest_rel(before, after, axis=1).pvalue, index=signal.index)",
        "by hand": _WIDE
        + "t = d.mean(axis=1) / (d.std(axis=1) / np.sqrt(6))\np_values = pd.Series(2 * stats.t.sf(t.abs(), 5), index=signal.index)",
        "natural log": _WIDE.replace("np.log2(signal)", "np.log(signal)")
        + "p_values = pd.Series(stats.ttest_rel(after, before, axis=1).pvalue, index=signal.index)",
        "the library's paired t": """from isotretinoin import stats as course
p_values = course.paired_t(np.log2(signal), samples["time"] == "week 1", samples["patient"])["p_value"]""",
        "statsmodels": _WIDE
        + """from statsmodels.stats.weightstats import DescrStatsW
p_values = pd.Series(DescrStatsW(d.to_numpy().T).ttest_mean(0)[1], index=signal.index)""",
        "rounded to five decimals": _WIDE
        + "p_values = pd.Series(stats.ttest_rel(after, before, axis=1).pvalue, index=signal.index).round(5)",
        "rounded to four decimals": _WIDE
        + "p_values = pd.Series(stats.ttest_rel(after, before, axis=1).pvalue, index=signal.index).round(4)",
        "sorted": _WIDE
        + "p_values = pd.Series(stats.ttest_rel(after, before, axis=1).pvalue, index=signal.index).sort_values()",
        "two one-sided tails": _WIDE
        + """upper = stats.ttest_1samp(d, 0, axis=1, alternative="greater").pvalue
p_values = pd.Series(2 * np.minimum(upper, 1 - upper), index=signal.index)""",
        "regression on F": _WIDE
        + """F = 6 * d.mean(axis=1) ** 2 / d.var(axis=1)
p_values = pd.Series(stats.f.sf(F, 1, 5), index=signal.index)""",
    },
    "q3": {
        "by hand": _LCN2 + "h = stats.t.ppf(0.975, n - 1) * s / np.sqrt(n)\nlcn2 = [m, m - h, m + h]",
        "tuple": _LCN2 + "lcn2 = (m, *stats.t.interval(0.95, n - 1, loc=m, scale=stats.sem(x)))",
        "array": _LCN2 + "lcn2 = np.array([m, *stats.t.interval(0.95, n - 1, loc=m, scale=stats.sem(x))])",
        "dictionary": _LCN2
        + 'ci = stats.ttest_1samp(x, 0).confidence_interval()\nlcn2 = {"estimate": m, "low": ci.low, "high": ci.high}',
        "Series": _LCN2
        + 'ci = stats.ttest_1samp(x, 0).confidence_interval()\nlcn2 = pd.Series([m, ci.low, ci.high], index=["estimate", "low", "high"])',
        "rounded to three decimals": _LCN2
        + "ci = stats.ttest_1samp(x, 0).confidence_interval()\nlcn2 = [round(v, 3) for v in (m, ci.low, ci.high)]",
        "paired test": _LCN2
        + 'ci = stats.ttest_rel(wide["week 1"], wide["baseline"]).confidence_interval()\nlcn2 = [m, ci.low, ci.high]',
        "the library's row": """from isotretinoin import stats as course
row = course.paired_t(np.log2(signal), samples["time"] == "week 1", samples["patient"]).loc[lcn2_row]
lcn2 = row[["log2_fold_change", "ci_low", "ci_high"]]""",
        "statsmodels": _LCN2
        + """from statsmodels.stats.weightstats import DescrStatsW
lcn2 = [m, *DescrStatsW(x).tconfint_mean()]""",
        "regression": _LCN2
        + """import statsmodels.api as sm
fit = sm.OLS(x, np.ones(n)).fit()
lcn2 = [fit.params[0], *fit.conf_int()[0]]""",
    },
    "q4": {
        "itertools": _FLIPS + "    return np.mean(np.abs(means) >= abs(observed))",
        "loop and counter": """def sign_flip_p(changes):
    from itertools import product
    hits = 0
    for signs in product([1, -1], repeat=len(changes)):
        if abs(sum(s * c for s, c in zip(signs, changes))) >= abs(sum(changes)):
            hits += 1
    return hits / 2 ** len(changes)""",
        "sums in place of means": """def sign_flip_p(changes):
    sums = np.zeros(1)
    for change in changes:
        sums = np.concatenate([sums + change, sums - change])
    return float((np.abs(sums) >= abs(changes.sum())).mean())""",
        "half of the patterns, doubled": """def sign_flip_p(changes):
    n = len(changes)
    half = 1 - 2 * ((np.arange(2 ** (n - 1))[:, None] >> np.arange(n)) & 1)
    return 2 * np.sum(np.abs(half @ changes) >= abs(changes.sum())) / 2**n""",
        "scipy": """def sign_flip_p(changes):
    result = stats.permutation_test((changes,), np.mean, permutation_type="samples", n_resamples=np.inf)
    return result.pvalue""",
        "the library": """from isotretinoin import stats as course
def sign_flip_p(changes):
    return course.sign_flip(changes)["p_value"].iloc[0]""",
        "by t": _FLIPS
        + """    flipped = signs * changes
    t = flipped.mean(axis=1) / flipped.std(axis=1, ddof=1)
    return np.mean(np.abs(t) >= abs(changes.mean() / changes.std(ddof=1)) - 1e-9)""",
        "rounded to three decimals": _FLIPS + "    return round(np.mean(np.abs(means) >= abs(observed)), 3)",
        "fraction": """from fractions import Fraction
from itertools import product
def sign_flip_p(changes):
    far = [abs(np.dot(s, changes)) >= abs(np.sum(changes)) for s in product([1, -1], repeat=len(changes))]
    return Fraction(sum(far), len(far))""",
        "both tails counted": _FLIPS
        + "    far = abs(observed)\n    return np.mean(means >= far) + np.mean(means <= -far)",
    },
    "q5": {
        "scipy": "def adjust(p):\n    return stats.false_discovery_control(p)",
        "statsmodels, other name": "from statsmodels.stats.multitest import fdrcorrection\ndef adjust(p):\n    return fdrcorrection(p)[1]",
        "the library": "from isotretinoin import stats as course\ndef adjust(p):\n    return course.benjamini_hochberg(p)",
        "definition, loop": """def adjust(p):
    p = list(p)
    m = len(p)
    return [min(m * q / sum(r <= q for r in p) for q in p if q >= own) for own in p]""",
        "from the largest down": """def adjust(p):
    m, lowest, result = len(p), 1.0, [0.0] * len(p)
    for rank, i in enumerate(sorted(range(m), key=lambda i: -p[i])):
        lowest = min(lowest, p[i] * m / (m - rank))
        result[i] = lowest
    return result""",
        "rounded to four decimals": "def adjust(p):\n    return np.round(stats.false_discovery_control(p), 4)",
        "pandas": """def adjust(p):
    p = pd.Series(p).sort_values()
    q = p * len(p) / np.arange(1, len(p) + 1)
    return q[::-1].cummin().sort_index()""",
        "largest rank of ties": """def adjust(p):
    p = pd.Series(p)
    q = p * len(p) / p.rank(method="max")
    return np.array([q[p >= own].min() for own in p])""",
    },
    "q6": {
        "itertools": _SAM + "    return np.median([(np.abs(score(x * s, s0)) >= cut).sum() for s in signs]) / called",
        "the library's scores": """from isotretinoin import stats as course
from isotretinoin.stats.sam import paired_scores
def sam_fdr(changes, s0, cut):
    mean, error = paired_scores(changes.to_numpy(), course.all_sign_flips(changes.shape[1]))
    counts = (np.abs(mean / (error + s0)) >= cut).sum(axis=1)
    return np.median(counts) / counts[0]""",
        "scipy's sem": """def sam_fdr(changes, s0, cut):
    x = changes.to_numpy()
    signs = np.array(np.meshgrid(*[[1, -1]] * x.shape[1], indexing="ij")).reshape(x.shape[1], -1).T
    x = x * signs[:, None]
    counts = (abs(x.mean(2) / (stats.sem(x, axis=2) + s0)) >= cut).sum(1)
    return np.median(counts) / counts[0]""",
        "one array of all patterns": """def sam_fdr(changes, s0, cut):
    x = changes.to_numpy()
    n = x.shape[1]
    signs = 1 - 2 * ((np.arange(2**n)[:, None] >> np.arange(n)) & 1)
    all_x = x[None] * signs[:, None]
    d = all_x.mean(2) / (all_x.std(2, ddof=1) / n**0.5 + s0)
    counts = (abs(d) >= cut).sum(1)
    return float(np.median(counts) / counts[0])""",
        "half of the patterns": _SAM
        + """    half = signs[: len(signs) // 2]
    return np.median([(np.abs(score(x * s, s0)) >= cut).sum() for s in half]) / called""",
        "rounded to three decimals": _SAM
        + "    return round(np.median([(np.abs(score(x * s, s0)) >= cut).sum() for s in signs]) / called, 3)",
        "up and down apart": _SAM
        + """    counts = []
    for s in signs:
        d = score(x * s, s0)
        counts.append((d >= cut).sum() + (d <= -cut).sum())
    return np.median(counts) / called""",
        "running count": _SAM
        + """    tally = {}
    for s in signs:
        n_called = int((np.abs(score(x * s, s0)) >= cut).sum())
        tally[n_called] = tally.get(n_called, 0) + 1
    counts = sorted(n for n, times in tally.items() for _ in range(times))
    return (counts[len(counts) // 2 - 1] + counts[len(counts) // 2]) / 2 / called""",
    },
}

WRONG = {
    "q1": {
        "natural log": _WIDE.replace("np.log2(signal)", "np.log(signal)") + "change = d.mean(axis=1)",
        "decimal log": _WIDE.replace("np.log2(signal)", "np.log10(signal)") + "change = d.mean(axis=1)",
        "swapped sign": _WIDE + "change = -d.mean(axis=1)",
        "log of the means": """before = signal.loc[:, samples["time"] == "baseline"].mean(axis=1)
after = signal.loc[:, samples["time"] == "week 1"].mean(axis=1)
change = np.log2(after / before)""",
        "median": _WIDE + "change = d.median(axis=1)",
        "no logarithm": _WIDE.replace("np.log2(signal)", "signal") + "change = d.mean(axis=1)",
        "ratio without logarithm": _WIDE.replace("np.log2(signal)", "signal")
        + "change = (after / before).mean(axis=1)",
        "fold change": _WIDE + "change = 2 ** d.mean(axis=1)",
        "log of the mean ratio": _WIDE.replace("np.log2(signal)", "signal")
        + "change = np.log2((after / before).mean(axis=1))",
        "first six columns against last six": "log2 = np.log2(signal).to_numpy()\nchange = pd.Series(log2[:, 6:].mean(1) - log2[:, :6].mean(1), index=signal.index)",
        "columns that do not match": 'log2 = np.log2(signal)\nchange = (log2.loc[:, samples["time"] == "week 1"] - log2.loc[:, samples["time"] == "baseline"]).mean(axis=1)',
        "wrong axis": _WIDE + "change = d.mean(axis=0)",
        "one patient left out": _WIDE + "change = d.iloc[:, :-1].mean(axis=1)",
        "one added before the logarithm": _WIDE.replace("np.log2(signal)", "np.log2(signal + 1)")
        + "change = d.mean(axis=1)",
        "size without sign": _WIDE + "change = d.mean(axis=1).abs()",
        "sum": _WIDE + "change = d.sum(axis=1)",
        "divided by n - 1": _WIDE + "change = d.sum(axis=1) / 5",
        "logarithm twice": _WIDE.replace("np.log2(signal)", "np.log2(np.log2(signal) + 1)") + "change = d.mean(axis=1)",
        "only rows with P below 0.05": _WIDE + "change = d.mean(axis=1)[stats.ttest_1samp(d, 0, axis=1).pvalue < 0.05]",
        "rounded to whole steps": _WIDE + "change = d.mean(axis=1).round(0)",
        "rows in sorted order, labels lost": _WIDE + "change = np.sort(d.mean(axis=1).to_numpy())",
        "empty": "change = None",
    },
    "q2": {
        "unpaired": _WIDE + "p_values = pd.Series(stats.ttest_ind(after, before, axis=1).pvalue, index=signal.index)",
        "Welch": _WIDE
        + "p_values = pd.Series(stats.ttest_ind(after, before, axis=1, equal_var=False).pvalue, index=signal.index)",
        "one-sided, up": _WIDE
        + 'p_values = pd.Series(stats.ttest_rel(after, before, axis=1, alternative="greater").pvalue, index=signal.index)',
        "one-sided in the seen direction": _WIDE
        + "p_values = pd.Series(stats.ttest_rel(after, before, axis=1).pvalue / 2, index=signal.index)",
        "linear scale": _WIDE.replace("np.log2(signal)", "signal")
        + "p_values = pd.Series(stats.ttest_rel(after, before, axis=1).pvalue, index=signal.index)",
        "Wilcoxon": _WIDE
        + 'p_values = pd.Series(stats.wilcoxon(d, axis=1, method="exact").pvalue, index=signal.index)',
        "SD with n": _WIDE
        + "t = d.mean(axis=1) / (d.std(axis=1, ddof=0) / np.sqrt(6))\np_values = pd.Series(2 * stats.t.sf(t.abs(), 5), index=signal.index)",
        "normal for t": _WIDE
        + "t = d.mean(axis=1) / (d.std(axis=1) / np.sqrt(6))\np_values = pd.Series(2 * stats.norm.sf(t.abs()), index=signal.index)",
        "wrong degrees of freedom": _WIDE
        + "t = d.mean(axis=1) / (d.std(axis=1) / np.sqrt(6))\np_values = pd.Series(2 * stats.t.sf(t.abs(), 6), index=signal.index)",
        "ten degrees of freedom": _WIDE
        + "t = d.mean(axis=1) / (d.std(axis=1) / np.sqrt(6))\np_values = pd.Series(2 * stats.t.sf(t.abs(), 10), index=signal.index)",
        "t in place of P": _WIDE
        + "p_values = pd.Series(stats.ttest_rel(after, before, axis=1).statistic, index=signal.index)",
        "SD in place of standard error": _WIDE
        + "t = d.mean(axis=1) / d.std(axis=1)\np_values = pd.Series(2 * stats.t.sf(t.abs(), 5), index=signal.index)",
        "pairs by position": """log2 = np.log2(signal)
after = log2.loc[:, samples["time"] == "week 1"]
before = log2.loc[:, samples["time"] == "baseline"]
p_values = pd.Series(stats.ttest_rel(after.to_numpy(), before.to_numpy(), axis=1).pvalue, index=signal.index)""",
        "first six columns against last six": "log2 = np.log2(signal).to_numpy()\np_values = pd.Series(stats.ttest_rel(log2[:, 6:], log2[:, :6], axis=1).pvalue, index=signal.index)",
        "wrong axis": _WIDE + "p_values = stats.ttest_rel(after, before, axis=0).pvalue",
        "already adjusted": _WIDE
        + "p_values = pd.Series(stats.false_discovery_control(stats.ttest_rel(after, before, axis=1).pvalue), index=signal.index)",
        "moderated": """from isotretinoin import stats as course
design = course.paired_design(samples["time"] == "week 1", samples["patient"])
p_values = course.moderated_t(np.log2(signal), design, "treatment").table["p_value"]""",
        "one minus P": _WIDE
        + "p_values = pd.Series(1 - stats.ttest_rel(after, before, axis=1).pvalue, index=signal.index)",
        "sign flips": _WIDE
        + """from isotretinoin import stats as course
p_values = course.sign_flip(d)["p_value"]""",
    },
    "q3": {
        "normal for t": _LCN2 + "lcn2 = [m, m - 1.96 * s / np.sqrt(n), m + 1.96 * s / np.sqrt(n)]",
        "SD with n": _LCN2 + "h = stats.t.ppf(0.975, n - 1) * x.std() / np.sqrt(n)\nlcn2 = [m, m - h, m + h]",
        "SD in place of standard error": _LCN2 + "h = stats.t.ppf(0.975, n - 1) * s\nlcn2 = [m, m - h, m + h]",
        "one standard error": _LCN2 + "lcn2 = [m, m - s / np.sqrt(n), m + s / np.sqrt(n)]",
        "two standard deviations": _LCN2 + "lcn2 = [m, m - 2 * s, m + 2 * s]",
        "90 per cent": _LCN2 + "h = stats.t.ppf(0.95, n - 1) * s / np.sqrt(n)\nlcn2 = [m, m - h, m + h]",
        "99 per cent": _LCN2 + "h = stats.t.ppf(0.995, n - 1) * s / np.sqrt(n)\nlcn2 = [m, m - h, m + h]",
        "wrong degrees of freedom": _LCN2 + "h = stats.t.ppf(0.975, n) * s / np.sqrt(n)\nlcn2 = [m, m - h, m + h]",
        "divided by n": _LCN2 + "h = stats.t.ppf(0.975, n - 1) * s / n\nlcn2 = [m, m - h, m + h]",
        "unpaired": _LCN2
        + 'ci = stats.ttest_ind(wide["week 1"], wide["baseline"]).confidence_interval()\nlcn2 = [m, ci.low, ci.high]',
        "smallest and largest patient": _LCN2 + "lcn2 = [m, x.min(), x.max()]",
        "quantiles of the patients": _LCN2 + "lcn2 = [m, *np.quantile(x, [0.025, 0.975])]",
        "natural log": _LCN2.replace("np.log2", "np.log")
        + "h = stats.t.ppf(0.975, n - 1) * s / np.sqrt(n)\nlcn2 = [m, m - h, m + h]",
        "swapped sign": _LCN2 + "h = stats.t.ppf(0.975, n - 1) * s / np.sqrt(n)\nlcn2 = [-m, -m - h, -m + h]",
        "as fold changes": _LCN2
        + "h = stats.t.ppf(0.975, n - 1) * s / np.sqrt(n)\nlcn2 = [2**m, 2 ** (m - h), 2 ** (m + h)]",
        "half-width in place of the ends": _LCN2 + "h = stats.t.ppf(0.975, n - 1) * s / np.sqrt(n)\nlcn2 = [m, h, h]",
        "ends first": _LCN2 + "h = stats.t.ppf(0.975, n - 1) * s / np.sqrt(n)\nlcn2 = [m - h, m, m + h]",
        "another gene": """own = samples.assign(log2=np.log2(signal.drop(index=lcn2_row).iloc[0]))
wide = own.pivot(index="patient", columns="time", values="log2")
x = wide["week 1"] - wide["baseline"]
lcn2 = [x.mean(), *stats.ttest_1samp(x, 0).confidence_interval()]""",
        "median": _LCN2
        + "h = stats.t.ppf(0.975, n - 1) * s / np.sqrt(n)\nlcn2 = [np.median(x) + 0.02, np.median(x) - h, np.median(x) + h]",
        "copied from a neighbour": """neighbour = dataset("neighbour-1", "A2")
own = neighbour.samples.assign(log2=np.log2(neighbour.signal.loc[lcn2_row]))
wide = own.pivot(index="patient", columns="time", values="log2")
x = wide["week 1"] - wide["baseline"]
lcn2 = [x.mean(), *stats.ttest_1samp(x, 0).confidence_interval()]""",
    },
    "q4": {
        "one-sided": _FLIPS + "    return np.mean(means >= observed)",
        "one-sided in the seen direction": _FLIPS + "    return np.mean(means >= abs(observed))",
        "strictly farther": _FLIPS + "    return np.mean(np.abs(means) > abs(observed))",
        "observed pattern left out": _FLIPS
        + "    others = means[1:]\n    return np.mean(np.abs(others) >= abs(observed))",
        "observed counted twice": _FLIPS + "    return (np.sum(np.abs(means) >= abs(observed)) + 1) / (len(means) + 1)",
        "share of the nearer ones": _FLIPS + "    return np.mean(np.abs(means) <= abs(observed))",
        "count in place of share": _FLIPS + "    return np.sum(np.abs(means) >= abs(observed))",
        "only the floor": "def sign_flip_p(changes):\n    return 2 / 2 ** len(changes)",
        "t test": "def sign_flip_p(changes):\n    return stats.ttest_1samp(changes, 0).pvalue",
        "Wilcoxon": "def sign_flip_p(changes):\n    return stats.wilcoxon(changes).pvalue",
        "signs only": "def sign_flip_p(changes):\n    return stats.binomtest(int((changes > 0).sum()), len(changes)).pvalue",
        "shuffled in place of flipped": """import itertools
def sign_flip_p(changes):
    means = np.array([np.mean(p) for p in itertools.permutations(changes)])
    return np.mean(np.abs(means) >= abs(np.mean(changes)) - 1e-12)""",
        "one patient flipped at a time": """def sign_flip_p(changes):
    n = len(changes)
    means = np.vstack([np.ones(n), 1 - 2 * np.eye(n)]) @ changes / n
    return np.mean(np.abs(means) >= abs(changes.mean()))""",
        "half of the patterns, not doubled": """def sign_flip_p(changes):
    n = len(changes)
    half = 1 - 2 * ((np.arange(2 ** (n - 1))[:, None] >> np.arange(n)) & 1)
    return np.sum(np.abs(half @ changes) >= abs(changes.sum())) / 2**n""",
        "doubled twice": _FLIPS + "    return min(1, 2 * np.mean(np.abs(means) >= abs(observed)))",
        "median in place of mean": _FLIPS
        + "    middles = np.median(signs * changes, axis=1)\n    return np.mean(np.abs(middles) >= abs(np.median(changes)))",
        "drawn at random": """def sign_flip_p(changes):
    rng = np.random.default_rng(1)
    means = (rng.choice([1, -1], size=(200, len(changes))) * changes).mean(axis=1)
    return np.mean(np.abs(means) >= abs(changes.mean()))""",
        "signs drawn with zeros": """import itertools
def sign_flip_p(changes):
    signs = np.array(list(itertools.product([1, 0], repeat=len(changes))))
    return np.mean((signs * changes).mean(axis=1) >= changes.mean())""",
        "returns nothing": "def sign_flip_p(changes):\n    print(0.03125)",
    },
    "q5": {
        "no correction": "def adjust(p):\n    return p",
        "Bonferroni": "def adjust(p):\n    return np.minimum(p * len(p), 1)",
        "Bonferroni without a cap": "def adjust(p):\n    return p * len(p)",
        "Holm": """def adjust(p):
    o = np.argsort(p)
    result = np.empty(len(p))
    result[o] = np.minimum(np.maximum.accumulate(p[o] * np.arange(len(p), 0, -1)), 1)
    return result""",
        "Hochberg's other method": """def adjust(p):
    o = np.argsort(p)
    result = np.empty(len(p))
    result[o] = np.minimum.accumulate((p[o] * np.arange(len(p), 0, -1))[::-1])[::-1]
    return result""",
        "Benjamini and Yekutieli": "def adjust(p):\n    return stats.false_discovery_control(p, method='by')",
        "Sidak": "def adjust(p):\n    return 1 - (1 - p) ** len(p)",
        "no monotone step": "def adjust(p):\n    return np.minimum(p * len(p) / stats.rankdata(p), 1)",
        "no monotone step, no cap": "def adjust(p):\n    return p * len(p) / stats.rankdata(p)",
        "no monotone step, ordinal ranks, capped": "def adjust(p):\n    return np.minimum(p * len(p) / stats.rankdata(p, method='ordinal'), 1)",
        "no monotone step, ordinal ranks": "def adjust(p):\n    r = np.empty(len(p))\n    r[np.argsort(p)] = np.arange(1, len(p) + 1)\n    return p * len(p) / r",
        "monotone from the wrong side": """def adjust(p):
    o = np.argsort(p)
    q = p[o] * len(p) / np.arange(1, len(p) + 1)
    result = np.empty(len(p))
    result[o] = np.minimum(np.maximum.accumulate(q), 1)
    return result""",
        "minimum from the small end": """def adjust(p):
    o = np.argsort(p)
    q = p[o] * len(p) / np.arange(1, len(p) + 1)
    result = np.empty(len(p))
    result[o] = np.minimum.accumulate(q)
    return result""",
        "sorted result": "def adjust(p):\n    return np.sort(stats.false_discovery_control(p))",
        "ranks from the large end": "def adjust(p):\n    return np.minimum(p * len(p) / stats.rankdata(-p), 1)",
        "ranks from zero": """def adjust(p):
    o = np.argsort(p)
    q = p[o] * len(p) / np.maximum(np.arange(len(p)), 1)
    result = np.empty(len(p))
    result[o] = np.minimum(np.minimum.accumulate(q[::-1])[::-1], 1)
    return result""",
        "multiplied by rank": "def adjust(p):\n    return np.minimum(p * stats.rankdata(p), 1)",
        "only the small ones corrected": """def adjust(p):
    result = np.array(p)
    small = p < 0.05
    result[small] = stats.false_discovery_control(p[small])
    return result""",
        "Storey's q": "from isotretinoin import stats as course\ndef adjust(p):\n    pi0 = min(1, np.mean(p > 0.5) / 0.5)\n    return pi0 * stats.false_discovery_control(p)",
        "one number less": "def adjust(p):\n    return stats.false_discovery_control(p)[:-1]",
        "calls in place of values": "def adjust(p):\n    return stats.false_discovery_control(p) < 0.05",
        "the limits of the ranks": "def adjust(p):\n    return 0.05 * stats.rankdata(p) / len(p)",
        "order put back the wrong way": """def adjust(p):
    o = np.argsort(p)
    q = p[o] * len(p) / np.arange(1, len(p) + 1)
    return np.minimum.accumulate(q[::-1])[::-1][o]""",
    },
    "q6": {
        "mean in place of median": _SAM
        + "    return np.mean([(np.abs(score(x * s, s0)) >= cut).sum() for s in signs]) / called",
        "true signs left out, mean": _SAM
        + "    return np.mean([(np.abs(score(x * s, s0)) >= cut).sum() for s in signs[1:-1]]) / called",
        "largest count": _SAM
        + "    return np.max([(np.abs(score(x * s, s0)) >= cut).sum() for s in signs[1:-1]]) / called",
        "only up": _SAM
        + """    called = (score(x, s0) >= cut).sum()
    return np.median([(score(x * s, s0) >= cut).sum() for s in signs]) / called""",
        "up among the flips, both among the calls": _SAM
        + "    return np.median([(score(x * s, s0) >= cut).sum() for s in signs]) / called",
        "no fudge factor": _SAM.replace(" + s0)", " + 0 * s0)")
        + "    return np.median([(np.abs(score(x * s, s0)) >= cut).sum() for s in signs]) / called",
        "fudge factor in the numerator": _SAM.replace(
            "x.mean(axis=1) / (x.std(axis=1, ddof=1) / np.sqrt(x.shape[1]) + s0)",
            "(x.mean(axis=1) + s0) / (x.std(axis=1, ddof=1) / np.sqrt(x.shape[1]))",
        )
        + "    return np.median([(np.abs(score(x * s, s0)) >= cut).sum() for s in signs]) / called",
        "SD with n": _SAM.replace("ddof=1", "ddof=0")
        + "    return np.median([(np.abs(score(x * s, s0)) >= cut).sum() for s in signs]) / called",
        "SD in place of standard error": _SAM.replace(" / np.sqrt(x.shape[1])", "")
        + "    return np.median([(np.abs(score(x * s, s0)) >= cut).sum() for s in signs]) / called",
        "standard error of the true signs kept": _SAM
        + """    e = x.std(axis=1, ddof=1) / np.sqrt(x.shape[1]) + s0
    return np.median([(np.abs((x * s).mean(axis=1) / e) >= cut).sum() for s in signs]) / called""",
        "over all rows": _SAM
        + "    return np.median([(np.abs(score(x * s, s0)) >= cut).sum() for s in signs]) / len(x)",
        "number in place of rate": _SAM
        + "    return np.median([(np.abs(score(x * s, s0)) >= cut).sum() for s in signs])",
        "share of false among all patterns": _SAM
        + "    return np.sum([(np.abs(score(x * s, s0)) >= cut).sum() for s in signs]) / called / len(x)",
        "one patient flipped at a time": _SAM
        + """    one = 1 - 2 * np.eye(x.shape[1])
    return np.median([(np.abs(score(x * s, s0)) >= cut).sum() for s in one]) / called""",
        "each row flipped by itself": _SAM
        + """    rng = np.random.default_rng(0)
    counts = [(np.abs(score(x * rng.choice([1, -1], x.shape), s0)) >= cut).sum() for _ in signs]
    return np.median(counts) / called""",
        "cut on the mean change": _SAM
        + """    called = (np.abs(x.mean(axis=1)) >= cut).sum()
    return np.median([(np.abs((x * s).mean(axis=1)) >= cut).sum() for s in signs]) / max(called, 1)""",
        "turned over": _SAM
        + "    return called / max(np.median([(np.abs(score(x * s, s0)) >= cut).sum() for s in signs]), 1)",
        "in per cent": _SAM
        + "    return 100 * np.median([(np.abs(score(x * s, s0)) >= cut).sum() for s in signs]) / called",
        "shuffled columns": _SAM
        + """    rng = np.random.default_rng(0)
    return np.median([(np.abs(score(rng.permuted(x, axis=1), s0)) >= cut).sum() for s in signs]) / called""",
        "P values over the list": _SAM
        + "    return (stats.ttest_1samp(x, 0, axis=1).pvalue < 0.05).sum() * 0.05 / called",
        "only patterns with half of the signs turned": _SAM
        + """    some = [s for s in signs if abs(s.sum()) <= 1]
    return np.median([(np.abs(score(x * s, s0)) >= cut).sum() for s in some]) / called""",
    },
}
