"""The bank that grades the grader of A1: code of the answer cell, right in other ways and wrong in typical ways."""

_MA = """x, y = np.log2(light[first]), np.log2(light[second])
"""
_REL = """log2 = np.log2(light)
relative = log2.sub(log2.median(axis=1), axis=0)
"""
_SVD = """log2 = np.log2(light).to_numpy()
centred = log2 - log2.mean(axis=1, keepdims=True)
s = np.linalg.svd(centred, compute_uv=False)
"""
_BI = """def biweight(values):
    m = np.median(values)
    s = np.median(np.abs(values - m))
    u = (values - m) / (5 * s + 0.0001)
"""
SHARED = (_MA, _REL, _SVD)

RIGHT = {
    "q1": {
        "two Series": _MA + 'ma = pd.DataFrame({"M": x - y, "A": (x + y) / 2})',
        "ratio and root": _MA
        + 'ma = pd.DataFrame({"M": np.log2(light[first] / light[second]), "A": np.log2(light[first] * light[second]) / 2})',
        "natural log over its base": 'x, y = np.log(light[first]) / np.log(2), np.log(light[second]) / np.log(2)\nma = pd.concat([x - y, (x + y) / 2], axis=1, keys=["M", "A"])',
        "columns turned round": _MA + 'ma = pd.DataFrame({"A": (x + y) / 2, "M": x - y})',
        "rounded to three decimals": _MA + 'ma = pd.DataFrame({"M": x - y, "A": (x + y) / 2}).round(3)',
        "sorted by A": _MA + 'ma = pd.DataFrame({"M": x - y, "A": (x + y) / 2}).sort_values("A")',
        "dictionary": _MA + 'ma = {"M": x - y, "A": (x + y) / 2}',
        "further column": _MA
        + 'ma = pd.DataFrame({"M": x - y, "A": (x + y) / 2, "probe_set": data.probes["probe_set"]})',
        "half of a sum of logs": 'both = np.log2(light.loc[:, [first, second]])\nma = both.assign(M=both[first] - both[second], A=both.mean(axis=1))[["M", "A"]]',
    },
    "q2": {
        "argsort": "def normalise(x):\n    out = np.empty_like(x)\n    mean = np.sort(x, axis=0).mean(axis=1)\n    for j in range(x.shape[1]):\n        out[np.argsort(x[:, j]), j] = mean\n    return out",
        "scipy's ranks": "def normalise(x):\n    mean = np.sort(x, axis=0).mean(axis=1)\n    return mean[stats.rankdata(x, axis=0).astype(int) - 1]",
        "pandas": """def normalise(x):
    table = pd.DataFrame(x)
    mean = pd.DataFrame(np.sort(x, axis=0)).mean(axis=1)
    return table.rank().sub(1).astype(int).apply(lambda column: column.map(mean))""",
        "the library": "from isotretinoin.stats import preprocessing\ndef normalise(x):\n    return preprocessing.quantile_normalise(x)",
        "nested lists": """def normalise(x):
    columns = [sorted(column) for column in x.T.tolist()]
    mean = [sum(values) / len(values) for values in zip(*columns)]
    return [[mean[sum(other < value for other in x[:, j])] for j, value in enumerate(row)] for row in x]""",
        "searchsorted": "def normalise(x):\n    s = np.sort(x, axis=0)\n    mean = s.mean(axis=1)\n    return np.column_stack([mean[np.searchsorted(s[:, j], x[:, j])] for j in range(x.shape[1])])",
        "rounded to two decimals": "def normalise(x):\n    mean = np.sort(x, axis=0).mean(axis=1)\n    return np.round(mean[x.argsort(axis=0).argsort(axis=0)], 2)",
        "interpolated": "def normalise(x):\n    mean = np.sort(x, axis=0).mean(axis=1)\n    return np.interp(stats.rankdata(x, axis=0) - 1, np.arange(len(x)), mean)",
    },
    "q3": {
        "weights cut by clip": _BI + "    w = np.clip(1 - u**2, 0, None) ** 2\n    return (w * values).sum() / w.sum()",
        "np.average": _BI + "    return np.average(values, weights=np.where(abs(u) < 1, (1 - u**2) ** 2, 0))",
        "loop": """def biweight(values):
    values = [float(v) for v in values]
    m = sorted(values)[len(values) // 2] if len(values) % 2 else sum(sorted(values)[len(values) // 2 - 1 : len(values) // 2 + 1]) / 2
    far = sorted(abs(v - m) for v in values)
    k = len(far)
    s = far[k // 2] if k % 2 else (far[k // 2 - 1] + far[k // 2]) / 2
    top = bottom = 0.0
    for v in values:
        u = (v - m) / (5 * s + 0.0001)
        if abs(u) <= 1:
            top += (1 - u * u) ** 2 * v
            bottom += (1 - u * u) ** 2
    return top / bottom""",
        "the library": "from isotretinoin.stats import preprocessing\ndef biweight(values):\n    return preprocessing.tukey_biweight(values)",
        "scipy's distance": "def biweight(values):\n    m, s = np.median(values), stats.median_abs_deviation(values)\n    u = (values - m) / (5 * s + 1e-4)\n    w = (1 - u**2) ** 2 * (np.abs(u) <= 1)\n    return m + np.sum(w * (values - m)) / np.sum(w)",
        "far ones left out first": _BI
        + "    near = np.abs(u) <= 1\n    return np.average(values[near], weights=(1 - u[near] ** 2) ** 2)",
        "pandas": "def biweight(values):\n    v = pd.Series(values)\n    u = (v - v.median()) / (5 * (v - v.median()).abs().median() + 1e-4)\n    w = ((1 - u**2) ** 2).where(u.abs() <= 1, 0)\n    return (w * v).sum() / w.sum()",
        "rounded to three decimals": _BI
        + "    w = np.where(abs(u) <= 1, (1 - u**2) ** 2, 0)\n    return round(float((w * values).sum() / w.sum()), 3)",
    },
    "q4": {
        "numpy": _REL + "spread = np.subtract(*np.percentile(relative, [75, 25], axis=0))",
        "scipy": _REL + "spread = pd.Series(stats.iqr(relative, axis=0), index=light.columns)",
        "apply": _REL + "spread = relative.apply(lambda column: column.quantile(0.75) - column.quantile(0.25))",
        "ratio first": "ratio = light.div(np.exp(np.log(light).median(axis=1)), axis=0)\nspread = np.log2(ratio).quantile(0.75) - np.log2(ratio).quantile(0.25)",
        "rounded to three decimals": _REL + "spread = (relative.quantile(0.75) - relative.quantile(0.25)).round(3)",
        "sorted": _REL + "spread = (relative.quantile(0.75) - relative.quantile(0.25)).sort_values()",
        "dictionary": _REL + "spread = {array: stats.iqr(relative[array]) for array in relative}",
        "quantiles at once": _REL + "q = relative.quantile([0.25, 0.75])\nspread = q.loc[0.75] - q.loc[0.25]",
        "numpy throughout": "x = np.log2(light.to_numpy())\nx = x - np.median(x, axis=1)[:, None]\nspread = np.quantile(x, 0.75, axis=0) - np.quantile(x, 0.25, axis=0)",
    },
    "q5": {
        "array": _SVD + "shares = (s**2 / (s**2).sum())[:3]",
        "list": _SVD + "shares = [float(v) for v in s[:3] ** 2 / (s**2).sum()]",
        "arrays in rows": "x = np.log2(light.T.to_numpy())\nx = x - x.mean(axis=0)\ns = np.linalg.svd(x, full_matrices=False)[1]\nshares = s[:3] ** 2 / sum(s**2)",
        "eigenvalues": _SVD
        + "values = np.sort(np.linalg.eigvalsh(centred.T @ centred))[::-1]\nshares = values[:3] / values.sum()",
        "scipy": "from scipy.linalg import svdvals\nx = np.log2(light).sub(np.log2(light).mean(axis=1), axis=0)\ns = svdvals(x)\nshares = (s**2)[:3] / np.square(s).sum()",
        "natural log": "x = np.log(light.to_numpy())\nx = x - x.mean(axis=1, keepdims=True)\ns = np.linalg.svd(x, compute_uv=False) ** 2\nshares = s[:3] / s.sum()",
        "rounded to three decimals": _SVD + "shares = np.round(s[:3] ** 2 / (s**2).sum(), 3)",
        "Series": _SVD + 'shares = pd.Series(s[:3] ** 2 / (s**2).sum(), index=["PC1", "PC2", "PC3"])',
        "by total variance": _SVD + "shares = s[:3] ** 2 / (centred**2).sum()",
    },
}

WRONG = {
    "q1": {
        "natural log": 'x, y = np.log(light[first]), np.log(light[second])\nma = pd.DataFrame({"M": x - y, "A": (x + y) / 2})',
        "decimal log": 'x, y = np.log10(light[first]), np.log10(light[second])\nma = pd.DataFrame({"M": x - y, "A": (x + y) / 2})',
        "no logarithm": 'ma = pd.DataFrame({"M": light[first] - light[second], "A": (light[first] + light[second]) / 2})',
        "swapped sign": _MA + 'ma = pd.DataFrame({"M": y - x, "A": (x + y) / 2})',
        "A is a sum": _MA + 'ma = pd.DataFrame({"M": x - y, "A": x + y})',
        "A is the log of the mean": _MA
        + 'ma = pd.DataFrame({"M": x - y, "A": np.log2((light[first] + light[second]) / 2)})',
        "M halved": _MA + 'ma = pd.DataFrame({"M": (x - y) / 2, "A": (x + y) / 2})',
        "M is a ratio": _MA + 'ma = pd.DataFrame({"M": light[first] / light[second], "A": (x + y) / 2})',
        "M is a ratio of logs": _MA + 'ma = pd.DataFrame({"M": x / y, "A": (x + y) / 2})',
        "M is the log of the difference": _MA
        + 'ma = pd.DataFrame({"M": np.log2((light[first] - light[second]).abs() + 1), "A": (x + y) / 2})',
        "columns exchanged": _MA + 'ma = pd.DataFrame({"A": x - y, "M": (x + y) / 2})',
        "size without sign": _MA + 'ma = pd.DataFrame({"M": (x - y).abs(), "A": (x + y) / 2})',
        "M centred": _MA + 'ma = pd.DataFrame({"M": x - y - (x - y).median(), "A": (x + y) / 2})',
        "against the mean of all": _MA + 'ma = pd.DataFrame({"M": x - np.log2(light).mean(axis=1), "A": (x + y) / 2})',
        "A over all arrays": _MA + 'ma = pd.DataFrame({"M": x - y, "A": np.log2(light).mean(axis=1)})',
        "one added": 'x, y = np.log2(light[first] + 1), np.log2(light[second] + 1)\nma = pd.DataFrame({"M": x - y, "A": (x + y) / 2})',
        "other arrays": 'a, b = [c for c in light if c not in data.pair][:2]\nx, y = np.log2(light[a]), np.log2(light[b])\nma = pd.DataFrame({"M": x - y, "A": (x + y) / 2})',
        "rows in sorted order, labels lost": _MA
        + 'ma = pd.DataFrame({"M": np.sort(x - y), "A": np.sort((x + y) / 2)})',
        "probe sets in place of probes": _MA
        + 'ma = pd.DataFrame({"M": x - y, "A": (x + y) / 2}).groupby(data.probes["probe_set"]).mean()',
    },
    "q2": {
        "median of the sorted": "def normalise(x):\n    mean = np.median(np.sort(x, axis=0), axis=1)\n    return mean[x.argsort(axis=0).argsort(axis=0)]",
        "geometric mean": "def normalise(x):\n    mean = np.exp(np.log(np.sort(x, axis=0)).mean(axis=1))\n    return mean[x.argsort(axis=0).argsort(axis=0)]",
        "log2 returned": "def normalise(x):\n    x = np.log2(x)\n    mean = np.sort(x, axis=0).mean(axis=1)\n    return mean[x.argsort(axis=0).argsort(axis=0)]",
        "rows in place of columns": "def normalise(x):\n    x = x.T\n    mean = np.sort(x, axis=0).mean(axis=1)\n    return mean[x.argsort(axis=0).argsort(axis=0)].T",
        "sorted columns": "def normalise(x):\n    mean = np.sort(x, axis=0).mean(axis=1)\n    return np.column_stack([mean] * x.shape[1])",
        "one argsort": "def normalise(x):\n    mean = np.sort(x, axis=0).mean(axis=1)\n    return mean[x.argsort(axis=0)]",
        "ranks from the top": "def normalise(x):\n    mean = np.sort(x, axis=0).mean(axis=1)\n    return mean[(-x).argsort(axis=0).argsort(axis=0)]",
        "first array as target": "def normalise(x):\n    target = np.sort(x[:, 0])\n    return target[x.argsort(axis=0).argsort(axis=0)]",
        "means made equal": "def normalise(x):\n    return x / x.mean(axis=0) * x.mean()",
        "medians made equal": "def normalise(x):\n    return x / np.median(x, axis=0) * np.median(x)",
        "means subtracted": "def normalise(x):\n    return x - x.mean(axis=0)",
        "z-scores": "def normalise(x):\n    return (x - x.mean(axis=0)) / x.std(axis=0)",
        "from 0 to 1": "def normalise(x):\n    return (x - x.min(axis=0)) / (x.max(axis=0) - x.min(axis=0))",
        "unsorted rows averaged": "def normalise(x):\n    mean = x.mean(axis=1)\n    return mean[x.argsort(axis=0).argsort(axis=0)]",
        "row means, sorted": "def normalise(x):\n    mean = np.sort(x.mean(axis=1))\n    return mean[x.argsort(axis=0).argsort(axis=0)]",
        "ranks": "def normalise(x):\n    return stats.rankdata(x, axis=0)",
        "unchanged": "def normalise(x):\n    return x",
        "largest as target": "def normalise(x):\n    mean = np.sort(x, axis=0).max(axis=1)\n    return mean[x.argsort(axis=0).argsort(axis=0)]",
        "off by one rank": "def normalise(x):\n    mean = np.sort(x, axis=0).mean(axis=1)\n    return mean[np.minimum(x.argsort(axis=0).argsort(axis=0) + 1, len(x) - 1)]",
        "all values pooled": "def normalise(x):\n    target = np.quantile(x, np.linspace(0, 1, len(x)))\n    return target[x.argsort(axis=0).argsort(axis=0)]",
    },
    "q3": {
        "mean": "def biweight(values):\n    return np.mean(values)",
        "median": "def biweight(values):\n    return np.median(values)",
        "weights not squared": _BI
        + "    w = np.where(abs(u) <= 1, 1 - u**2, 0)\n    return (w * values).sum() / w.sum()",
        "weights by distance": _BI
        + "    w = np.where(abs(u) <= 1, (1 - abs(u)) ** 2, 0)\n    return (w * values).sum() / w.sum()",
        "no cut": _BI + "    w = (1 - u**2) ** 2\n    return (w * values).sum() / w.sum()",
        "cut, but no weights": _BI + "    return values[abs(u) <= 1].mean()",
        "distance scaled to a normal": _BI.replace(
            "np.median(np.abs(values - m))", "1.4826 * np.median(np.abs(values - m))"
        )
        + "    w = np.where(abs(u) <= 1, (1 - u**2) ** 2, 0)\n    return (w * values).sum() / w.sum()",
        "standard deviation": _BI.replace("np.median(np.abs(values - m))", "values.std(ddof=1)")
        + "    w = np.where(abs(u) <= 1, (1 - u**2) ** 2, 0)\n    return (w * values).sum() / w.sum()",
        "mean distance": _BI.replace("np.median(np.abs(values - m))", "np.mean(np.abs(values - m))")
        + "    w = np.where(abs(u) <= 1, (1 - u**2) ** 2, 0)\n    return (w * values).sum() / w.sum()",
        "about the mean": _BI.replace("m = np.median(values)", "m = np.mean(values)")
        + "    w = np.where(abs(u) <= 1, (1 - u**2) ** 2, 0)\n    return (w * values).sum() / w.sum()",
        "c left out": _BI.replace("5 * s", "s")
        + "    w = np.where(abs(u) <= 1, (1 - u**2) ** 2, 0)\n    return (w * values).sum() / w.sum()",
        "c is nine": _BI.replace("5 * s", "9 * s")
        + "    w = np.where(abs(u) <= 1, (1 - u**2) ** 2, 0)\n    return (w * values).sum() / w.sum()",
        "c is six": _BI.replace("5 * s", "6 * s")
        + "    w = np.where(abs(u) <= 1, (1 - u**2) ** 2, 0)\n    return (w * values).sum() / w.sum()",
        "divided by n": _BI
        + "    w = np.where(abs(u) <= 1, (1 - u**2) ** 2, 0)\n    return (w * values).sum() / len(values)",
        "not divided": _BI + "    w = np.where(abs(u) <= 1, (1 - u**2) ** 2, 0)\n    return (w * values).sum()",
        "trimmed mean": "def biweight(values):\n    return stats.trim_mean(values, 0.15)",
        "on the linear scale": "def biweight(values):\n    v = 2**values\n    m = np.median(v)\n    u = (v - m) / (5 * np.median(abs(v - m)) + 1e-4)\n    w = np.where(abs(u) <= 1, (1 - u**2) ** 2, 0)\n    return np.log2((w * v).sum() / w.sum())",
        "distance left over": _BI
        + "    w = np.where(abs(u) <= 1, (1 - u**2) ** 2, 0)\n    return (w * (values - m)).sum() / w.sum()",
        "median polish of one column": "def biweight(values):\n    near = values[abs(values - np.median(values)) < 2 * values.std()]\n    return np.median(near)",
        "weights turned round": _BI
        + "    w = np.where(abs(u) <= 1, 1 - (1 - u**2) ** 2, 1)\n    return (w * values).sum() / w.sum()",
    },
    "q4": {
        "natural log": "x = np.log(light)\nrelative = x.sub(x.median(axis=1), axis=0)\nspread = relative.quantile(0.75) - relative.quantile(0.25)",
        "no logarithm": "relative = light.sub(light.median(axis=1), axis=0)\nspread = relative.quantile(0.75) - relative.quantile(0.25)",
        "ratio without logarithm": "relative = light.div(light.median(axis=1), axis=0)\nspread = relative.quantile(0.75) - relative.quantile(0.25)",
        "not relative": _REL + "spread = log2.quantile(0.75) - log2.quantile(0.25)",
        "about the mean": "log2 = np.log2(light)\nrelative = log2.sub(log2.mean(axis=1), axis=0)\nspread = relative.quantile(0.75) - relative.quantile(0.25)",
        "about the array's median": "log2 = np.log2(light)\nrelative = log2 - log2.median()\nspread = relative.quantile(0.75) - relative.quantile(0.25)",
        "median in place of spread": _REL + "spread = relative.median()",
        "standard deviation": _REL + "spread = relative.std()",
        "half of the range": _REL + "spread = (relative.quantile(0.75) - relative.quantile(0.25)) / 2",
        "scaled to a normal": _REL + "spread = (relative.quantile(0.75) - relative.quantile(0.25)) / 1.349",
        "median distance": _REL + "spread = relative.abs().median()",
        "whole range": _REL + "spread = relative.max() - relative.min()",
        "deciles": _REL + "spread = relative.quantile(0.9) - relative.quantile(0.1)",
        "75th percentile only": _REL + "spread = relative.quantile(0.75)",
        "swapped sign": _REL + "spread = relative.quantile(0.25) - relative.quantile(0.75)",
        "within the group": 'log2 = np.log2(light)\nmiddle = log2.T.groupby(samples["group"]).transform("median").T\nrelative = log2 - middle\nspread = relative.quantile(0.75) - relative.quantile(0.25)',
        "against the first array": "log2 = np.log2(light)\nrelative = log2.sub(log2.iloc[:, 0], axis=0)\nspread = relative.quantile(0.75) - relative.quantile(0.25)",
        "probe sets in place of probes": _REL
        + 'r = relative.groupby(data.probes["probe_set"]).mean()\nspread = r.quantile(0.75) - r.quantile(0.25)',
        "wrong axis": _REL + "spread = relative.quantile(0.75, axis=1) - relative.quantile(0.25, axis=1)",
        "arrays in sorted order, labels lost": _REL
        + "spread = np.sort((relative.quantile(0.75) - relative.quantile(0.25)).to_numpy())",
    },
    "q5": {
        "singular values not squared": _SVD + "shares = (s / s.sum())[:3]",
        "not centred": _SVD + "s = np.linalg.svd(log2, compute_uv=False)\nshares = (s**2 / (s**2).sum())[:3]",
        "arrays centred": _SVD
        + "s = np.linalg.svd(log2 - log2.mean(axis=0), compute_uv=False)\nshares = (s**2 / (s**2).sum())[:3]",
        "centred both ways": _SVD
        + "s = np.linalg.svd(centred - centred.mean(axis=0), compute_uv=False)\nshares = (s**2 / (s**2).sum())[:3]",
        "grand mean only": _SVD
        + "s = np.linalg.svd(log2 - log2.mean(), compute_uv=False)\nshares = (s**2 / (s**2).sum())[:3]",
        "rows scaled": _SVD
        + "z = centred / centred.std(axis=1, keepdims=True)\ns = np.linalg.svd(z, compute_uv=False)\nshares = (s**2 / (s**2).sum())[:3]",
        "no logarithm": "x = light.to_numpy()\ns = np.linalg.svd(x - x.mean(axis=1, keepdims=True), compute_uv=False)\nshares = (s**2 / (s**2).sum())[:3]",
        "share of three": _SVD + "shares = s[:3] ** 2 / (s[:3] ** 2).sum()",
        "added up": _SVD + "shares = np.cumsum(s**2 / (s**2).sum())[:3]",
        "in per cent": _SVD + "shares = 100 * (s**2 / (s**2).sum())[:3]",
        "smallest first": _SVD + "shares = np.sort(s**2 / (s**2).sum())[:3]",
        "variances": _SVD + "shares = s[:3] ** 2 / 7",
        "fourth powers": _SVD + "shares = (s**4 / (s**4).sum())[:3]",
        "second to fourth": _SVD + "shares = (s**2 / (s**2).sum())[1:4]",
        "correlations of arrays": _SVD
        + "values = np.sort(np.linalg.eigvalsh(np.corrcoef(log2.T)))[::-1]\nshares = values[:3] / values.sum()",
        "median in place of mean": _SVD
        + "s = np.linalg.svd(log2 - np.median(log2, axis=1, keepdims=True), compute_uv=False)\nshares = (s**2 / (s**2).sum())[:3]",
        "variances of single arrays": _SVD + "v = np.sort(centred.var(axis=0))[::-1]\nshares = v[:3] / v.sum()",
        "over the largest": _SVD + "shares = s[:3] ** 2 / s[0] ** 2",
        "probe sets in place of probes": 'x = np.log2(light).groupby(data.probes["probe_set"]).mean()\ns = np.linalg.svd(x.sub(x.mean(axis=1), axis=0), compute_uv=False)\nshares = (s**2 / (s**2).sum())[:3]',
        "first array left out": _SVD
        + "x = log2[:, 1:]\ns = np.linalg.svd(x - x.mean(axis=1, keepdims=True), compute_uv=False)\nshares = (s**2 / (s**2).sum())[:3]",
    },
}
