"""Key of A1: what is right for each student, and what somebody with a known idea hands in instead."""

from functools import lru_cache

import numpy as np
import pandas as pd

from isotretinoin.assignments import fixture
from isotretinoin.grading.author.marking import Case, Mistake, Question, calls, close, series, table


@lru_cache(maxsize=64)
def _log2(case: Case) -> pd.DataFrame:
    return np.log2(case.data.light)


def _pair(case: Case) -> tuple[pd.Series, pd.Series]:
    first, second = case.data.pair
    return _log2(case)[first], _log2(case)[second]


def _over_calls(question: str, function):
    """Turn a function of one call into the list of its results for a student."""
    return lambda case: [function(*arguments) for arguments in fixture("A1", question, case.student_id)]


# Question 1


def ma(case: Case, log: float = 1.0) -> pd.DataFrame:
    x, y = _pair(case)
    return pd.DataFrame({"M": x - y, "A": (x + y) / 2}) * log


# Question 2


def _ranked(x: np.ndarray, target: np.ndarray) -> np.ndarray:
    return target[x.argsort(axis=0).argsort(axis=0)]


def normalise(x: np.ndarray) -> np.ndarray:
    return _ranked(x, np.sort(x, axis=0).mean(axis=1))


# Question 3


def biweight(values: np.ndarray, centre=np.median, c: float = 5.0) -> float:
    away = values - centre(values)
    u = away / (c * np.median(np.abs(away)) + 0.0001)
    weights = np.where(np.abs(u) <= 1, (1 - u**2) ** 2, 0)
    return float(weights @ values / weights.sum())


def biweight_without_cut(values: np.ndarray) -> float:
    away = values - np.median(values)
    weights = (1 - (away / (5 * np.median(np.abs(away)) + 0.0001)) ** 2) ** 2
    return float(weights @ values / weights.sum())


# Question 4


def _spread(values: pd.DataFrame) -> pd.Series:
    return values.quantile(0.75) - values.quantile(0.25)


@lru_cache(maxsize=64)
def spread(case: Case) -> pd.Series:
    return _spread(_log2(case).sub(_log2(case).median(axis=1), axis=0))


# Question 5


def _shares(x: np.ndarray, power: int = 2) -> np.ndarray:
    singular = np.linalg.svd(x, compute_uv=False) ** power
    return (singular / singular.sum())[:3]


def _centred(case: Case) -> np.ndarray:
    x = _log2(case).to_numpy()
    return x - x.mean(axis=1, keepdims=True)


def shares_without_logarithm(case: Case) -> np.ndarray:
    light = case.data.light.to_numpy()
    return _shares(light - light.mean(axis=1, keepdims=True))


def shares_scaled(case: Case) -> np.ndarray:
    x = _centred(case)
    return _shares(x / np.maximum(x.std(axis=1, keepdims=True), 1e-12))


QUESTIONS = (
    Question(
        id="q1",
        title="M and A of two arrays",
        points=3,
        objectives=("4.1", "3.4"),
        expected=ma,
        agrees=table(close(atol=1e-6, decimals=3)),
        mistakes=(
            Mistake(
                "natural logarithm",
                "m-log-is-cosmetic",
                "Your numbers are natural logarithms, 0.69 times the log2 ones. One step of log2 is a doubling.",
                lambda case: ma(case, np.log(2)),
            ),
            Mistake(
                "swapped sign",
                "",
                "Your M has the opposite sign: the first array of data.pair minus the second.",
                lambda case: ma(case) * pd.Series({"M": -1.0, "A": 1.0}),
            ),
            Mistake(
                "sum in place of mean",
                "",
                "Your A is the sum of the two log2 values. It is their mean.",
                lambda case: ma(case) * pd.Series({"M": 1.0, "A": 2.0}),
            ),
            Mistake(
                "logarithm of the mean light",
                "m-log-is-cosmetic",
                "Your A is the logarithm of the mean light. The mean of two logarithms is the logarithm of the geometric mean, and less.",
                lambda case: ma(case).assign(A=np.log2(case.data.light[list(case.data.pair)].mean(axis=1))),
            ),
            Mistake(
                "no logarithm",
                "m-files-are-log2",
                "You used the light itself. The values are linear: take log2 first.",
                lambda case: pd.DataFrame(
                    {
                        "M": case.data.light[case.data.pair[0]] - case.data.light[case.data.pair[1]],
                        "A": case.data.light[list(case.data.pair)].mean(axis=1),
                    }
                ),
            ),
        ),
        otherwise="This is not the table of M and A. Take one probe, write down its light on both arrays, and work out the two numbers by hand.",
    ),
    Question(
        id="q2",
        title="Quantile normalisation",
        points=3,
        objectives=("3.2",),
        expected=_over_calls("q2", normalise),
        agrees=calls(close(atol=1e-6, decimals=2)),
        personal=False,
        mistakes=(
            Mistake(
                "sorted columns",
                "m-same-curve-same-genes",
                "Your columns are sorted, so every probe has lost its place. Put each mean where the value of that rank stood.",
                _over_calls("q2", lambda x: np.repeat(np.sort(x, axis=0).mean(axis=1)[:, None], x.shape[1], axis=1)),
            ),
            Mistake(
                "one argsort",
                "m-same-curve-same-genes",
                "argsort says which row comes first, second, third; a rank says at which place a row comes. Use argsort twice, or scipy.stats.rankdata.",
                _over_calls("q2", lambda x: np.sort(x, axis=0).mean(axis=1)[x.argsort(axis=0)]),
            ),
            Mistake(
                "median of the ranks",
                "m-mean-is-fair",
                "You took the median of the smallest values, the second smallest, and so on. The question asks for the mean.",
                _over_calls("q2", lambda x: _ranked(x, np.median(np.sort(x, axis=0), axis=1))),
            ),
            Mistake(
                "means made equal",
                "m-equal-boxes-sound-arrays",
                "Your arrays have the same mean and different distributions. Compare their smallest values.",
                _over_calls("q2", lambda x: x / x.mean(axis=0) * x.mean()),
            ),
            Mistake(
                "rows in place of columns",
                "",
                "You normalised the rows. Arrays are columns: look at the axis.",
                _over_calls("q2", lambda x: normalise(x.T).T),
            ),
        ),
        otherwise="Normalise a table of three rows and two columns by hand, as in lesson 3, and compare.",
    ),
    Question(
        id="q3",
        title="Tukey's biweight",
        points=3,
        objectives=("3.3",),
        expected=_over_calls("q3", biweight),
        agrees=calls(close(atol=1e-6, decimals=3)),
        personal=False,
        mistakes=(
            Mistake(
                "mean",
                "m-mean-is-fair",
                "You returned the mean, in which one stray probe counts as much as any other.",
                _over_calls("q3", lambda values: float(values.mean())),
            ),
            Mistake(
                "median",
                "",
                "You returned the median, where the biweight begins. Weights come next.",
                _over_calls("q3", lambda values: float(np.median(values))),
            ),
            Mistake(
                "no cut",
                "m-robust-survives-all",
                "Beyond |u| = 1 the formula rises again, so that the farthest value counts most. Set the weight to 0 there.",
                _over_calls("q3", biweight_without_cut),
            ),
            Mistake(
                "about the mean",
                "m-mean-is-fair",
                "You measured the distances from the mean, which a stray probe has pulled away already. Use the median.",
                _over_calls("q3", lambda values: biweight(values, np.mean)),
            ),
            Mistake(
                "another c",
                "",
                "You scaled the median distance to a normal distribution (1.48). The question has 5 times the plain median distance.",
                _over_calls("q3", lambda values: biweight(values, c=5 * 1.4826)),
            ),
        ),
        otherwise="Print m, s, u and the weights for five values and follow the list of the question line by line.",
    ),
    Question(
        id="q4",
        title="Spread of the relative values",
        points=3,
        objectives=("4.1",),
        expected=spread,
        agrees=series(atol=1e-6, decimals=3),
        mistakes=(
            Mistake(
                "not relative",
                "m-equal-boxes-sound-arrays",
                "You took the spread of the log2 values. It is about how much probes differ; subtract each probe's median over the arrays first.",
                lambda case: _spread(_log2(case)),
            ),
            Mistake(
                "no logarithm",
                "m-files-are-log2",
                "You used the light itself. The values are linear: take log2 first.",
                lambda case: _spread(case.data.light.sub(case.data.light.median(axis=1), axis=0)),
            ),
            Mistake(
                "natural logarithm",
                "m-log-is-cosmetic",
                "Your numbers are natural logarithms, 0.69 times the log2 ones.",
                lambda case: spread(case) * np.log(2),
            ),
            Mistake(
                "about the mean",
                "m-mean-is-fair",
                "You subtracted the mean over the arrays. The odd array pulls it; the question asks for the median.",
                lambda case: _spread(_log2(case).sub(_log2(case).mean(axis=1), axis=0)),
            ),
            Mistake(
                "median in place of spread",
                "",
                "You returned the median of each array's relative values, which says how bright it is. Spread is the 75th percentile minus the 25th.",
                lambda case: _log2(case).sub(_log2(case).median(axis=1), axis=0).median(),
            ),
        ),
        otherwise="This is not the interquartile range of the relative values. Draw one box for each array from your table of relative values and read the boxes.",
    ),
    Question(
        id="q5",
        title="Shares of the components",
        points=4,
        objectives=("4.2",),
        expected=lambda case: _shares(_centred(case)),
        agrees=close(atol=1e-6, decimals=3),
        mistakes=(
            Mistake(
                "singular values not squared",
                "m-singular-values-are-shares",
                "You divided singular values by their sum. Variance is a square: square them first.",
                lambda case: _shares(_centred(case), 1),
            ),
            Mistake(
                "not centred",
                "m-first-component-is-treatment",
                "Without subtracting each probe's mean the first component says that some probes are brighter than others, and takes nearly everything.",
                lambda case: _shares(_log2(case).to_numpy()),
            ),
            Mistake(
                "arrays centred",
                "",
                "You subtracted each array's mean. The question says each probe's mean over the arrays: look at the axis.",
                lambda case: _shares((_log2(case) - _log2(case).mean()).to_numpy()),
            ),
            Mistake(
                "scaled",
                "",
                "You scaled the probes to the same variance. The question says not to.",
                shares_scaled,
            ),
            Mistake(
                "no logarithm",
                "m-files-are-log2",
                "You used the light itself, where a few bright probes carry all the variance. Take log2 first.",
                shares_without_logarithm,
            ),
            Mistake(
                "share of three",
                "",
                "You divided by the first three components. Divide by all of them.",
                lambda case: _shares(_centred(case)) / _shares(_centred(case)).sum(),
            ),
        ),
        otherwise="These are not the shares of the first three components. All shares together are 1: check that first.",
    ),
)
