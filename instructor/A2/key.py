"""Key of A2: what is right for each student, and what somebody with a known idea hands in instead."""

from functools import lru_cache, partial
from itertools import product

import numpy as np
import pandas as pd
from scipy import stats

from isotretinoin.assignments import fixture
from isotretinoin.grading.author.marking import Case, Mistake, Question, calls, close, series, unordered


@lru_cache(maxsize=64)
def _pairs(case: Case) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Linear signal before and after, one column per patient in the same order."""
    signal, samples = case.data.signal, case.data.samples
    first, second = (samples.index[samples["time"] == time] for time in ("baseline", "week 1"))
    before = signal[first].set_axis(samples.loc[first, "patient"], axis=1).sort_index(axis=1)
    after = signal[second].set_axis(samples.loc[second, "patient"], axis=1).sort_index(axis=1)
    return before, after


@lru_cache(maxsize=64)
def _changes(case: Case) -> pd.DataFrame:
    before, after = _pairs(case)
    return np.log2(after) - np.log2(before)


def _rows(values: np.ndarray, case: Case) -> pd.Series:
    return pd.Series(np.asarray(values), index=_changes(case).index)


def _lcn2(case: Case) -> np.ndarray:
    symbols = case.data.probe_sets["symbol"]
    return _changes(case).loc[symbols.index[symbols == "LCN2"][0]].to_numpy()


def _interval(mean: float, half_width: float) -> list[float]:
    return [mean, mean - half_width, mean + half_width]


# Question 1


@lru_cache(maxsize=64)
def change(case: Case) -> pd.Series:
    return _changes(case).mean(axis=1)


def change_log_of_means(case: Case) -> pd.Series:
    before, after = _pairs(case)
    return np.log2(after.mean(axis=1) / before.mean(axis=1))


def change_without_logarithm(case: Case) -> pd.Series:
    before, after = _pairs(case)
    return (after - before).mean(axis=1)


# Question 2


@lru_cache(maxsize=64)
def p_values(case: Case) -> pd.Series:
    return _rows(stats.ttest_1samp(_changes(case), 0, axis=1).pvalue, case)


def p_unpaired(case: Case) -> pd.Series:
    before, after = _pairs(case)
    return _rows(stats.ttest_ind(np.log2(after), np.log2(before), axis=1).pvalue, case)


def p_linear(case: Case) -> pd.Series:
    before, after = _pairs(case)
    return _rows(stats.ttest_rel(after, before, axis=1).pvalue, case)


def p_normal(case: Case) -> pd.Series:
    changes = _changes(case)
    return _rows(2 * stats.norm.sf(abs(changes.mean(axis=1) / changes.sem(axis=1))), case)


def p_one_sided(case: Case) -> pd.Series:
    return _rows(stats.ttest_1samp(_changes(case), 0, axis=1, alternative="greater").pvalue, case)


def p_sd_with_n(case: Case) -> pd.Series:
    changes = _changes(case)
    n = changes.shape[1]
    t = changes.mean(axis=1) / (changes.std(axis=1, ddof=0) / np.sqrt(n))
    return _rows(2 * stats.t.sf(abs(t), n - 1), case)


def p_by_position(case: Case) -> pd.Series:
    log2, time = np.log2(case.data.signal.to_numpy()), case.data.samples["time"].to_numpy()
    return _rows(stats.ttest_rel(log2[:, time == "week 1"], log2[:, time == "baseline"], axis=1).pvalue, case)


# Question 3


@lru_cache(maxsize=64)
def lcn2(case: Case) -> list[float]:
    x = _lcn2(case)
    return _interval(x.mean(), stats.t.ppf(0.975, len(x) - 1) * stats.sem(x))


def lcn2_spread(case: Case) -> list[float]:
    x = _lcn2(case)
    return _interval(x.mean(), stats.t.ppf(0.975, len(x) - 1) * x.std(ddof=1))


def lcn2_normal(case: Case) -> list[float]:
    x = _lcn2(case)
    return _interval(x.mean(), stats.norm.ppf(0.975) * stats.sem(x))


def lcn2_sd_with_n(case: Case) -> list[float]:
    x = _lcn2(case)
    return _interval(x.mean(), stats.t.ppf(0.975, len(x) - 1) * stats.sem(x, ddof=0))


def lcn2_unpaired(case: Case) -> list[float]:
    x = _lcn2(case)
    before, after = _pairs(case)
    symbols = case.data.probe_sets["symbol"]
    row = symbols.index[symbols == "LCN2"][0]
    interval = stats.ttest_ind(np.log2(after.loc[row]), np.log2(before.loc[row])).confidence_interval()
    return [x.mean(), interval.low, interval.high]


# Question 4


def _patterns(changes: np.ndarray) -> np.ndarray:
    return np.array(list(product([1, -1], repeat=len(changes)))) @ changes


def sign_flip_p(changes: np.ndarray) -> float:
    return float(np.mean(np.abs(_patterns(changes)) >= abs(changes.sum())))


# Question 5


def adjust(p: np.ndarray) -> np.ndarray:
    return stats.false_discovery_control(p)


def adjust_without_order(p: np.ndarray, ranks: str = "average", most: float = 1.0) -> np.ndarray:
    return np.minimum(p * len(p) / stats.rankdata(p, method=ranks), most)


def adjust_small_only(p: np.ndarray) -> np.ndarray:
    result, small = p.copy(), p < 0.05
    result[small] = stats.false_discovery_control(p[small])
    return result


# Question 6


def _scores(x: np.ndarray, s0: float, ddof: int = 1) -> np.ndarray:
    return x.mean(axis=-1) / (x.std(axis=-1, ddof=ddof) / np.sqrt(x.shape[-1]) + s0)


@lru_cache(maxsize=256)
def _counts(student_id: str, call: int, fudge: bool = True, sided: bool = False, ddof: int = 1) -> np.ndarray:
    changes, s0, cut = fixture("A2", "q6", student_id)[call]
    signs = np.array(list(product([1, -1], repeat=changes.shape[1])))
    d = _scores(changes.to_numpy()[None] * signs[:, None], s0 if fudge else 0.0, ddof)
    return ((d if sided else np.abs(d)) >= cut).sum(axis=1)


def _rates(case: Case, summary=np.median, **how) -> list[float]:
    counts = [_counts(case.student_id, call, **how) for call in range(len(fixture("A2", "q6", case.student_id)))]
    return [float(summary(n) / n[0]) for n in counts]


def _over_calls(question: str, function):
    """Turn a function of one call into the list of its results for a student."""
    return lambda case: [function(*arguments) for arguments in fixture("A2", question, case.student_id)]


QUESTIONS = (
    Question(
        id="q1",
        title="Log2 change of each row",
        points=2,
        objectives=("5.1",),
        expected=change,
        agrees=series(atol=1e-6, decimals=3),
        mistakes=(
            Mistake(
                "natural logarithm",
                "m-log-change-is-fold",
                "Your numbers are natural logarithms: each is 0.69 times a log2 change. One step of log2 is a doubling; use np.log2.",
                lambda case: change(case) * np.log(2),
            ),
            Mistake(
                "swapped sign",
                "",
                "Your numbers have the opposite sign. A rise is positive: after minus before.",
                lambda case: -change(case),
            ),
            Mistake(
                "logarithm of the means",
                "",
                "You averaged the signals and then took the logarithm. One bright patient then outweighs the others. Take the logarithm of each value first.",
                change_log_of_means,
            ),
            Mistake(
                "no logarithm",
                "m-log-change-is-fold",
                "Your numbers are differences of the linear signal. Look at the first line of the question: the logarithm comes before the subtraction.",
                change_without_logarithm,
            ),
            Mistake(
                "fold change",
                "m-log-change-is-fold",
                "Your numbers are fold changes. On the log2 scale no change is 0, and a doubling is 1.",
                lambda case: 2 ** change(case),
            ),
        ),
        otherwise="This is not the mean log2 change. Take one row, find its six pairs in data.samples, and work it out by hand.",
    ),
    Question(
        id="q2",
        title="A paired t test per row",
        points=2,
        objectives=("5.2",),
        expected=p_values,
        agrees=series(rtol=1e-4, atol=1e-9, decimals=4),
        mistakes=(
            Mistake(
                "unpaired test",
                "m-more-values-always-help",
                "You compared two groups of arrays. Each patient gave both arrays, so test the six changes: what differs between people cancels.",
                p_unpaired,
            ),
            Mistake(
                "one-sided test",
                "m-direction-chosen-afterwards",
                "Your P values count one tail. The question asks for both, because a row may rise or fall.",
                lambda case: p_values(case) / 2,
            ),
            Mistake(
                "one-sided test for a rise",
                "",
                "Your P values count the upper tail alone. The question asks for both, because a row may rise or fall.",
                p_one_sided,
            ),
            Mistake(
                "linear scale",
                "",
                "You tested the linear signal. Take log2 first: an array's noise is about even on that scale.",
                p_linear,
            ),
            Mistake(
                "normal in place of t",
                "",
                "You compared t with the normal distribution. A spread guessed from six changes needs the t distribution, with five degrees of freedom.",
                p_normal,
            ),
            Mistake(
                "pairs by position",
                "",
                "You paired the arrays by their position. They stand in the order of scanning; data.samples says which belong to one patient.",
                p_by_position,
            ),
            Mistake(
                "standard deviation with n",
                "",
                "Your standard deviation divides by n, numpy's default. Divide by n − 1: ddof=1.",
                p_sd_with_n,
            ),
        ),
        otherwise="These are not the P values of the paired t test on log2 values. Compare one row with scipy.stats.ttest_rel.",
    ),
    Question(
        id="q3",
        title="LCN2: estimate and interval",
        points=2,
        objectives=("5.1",),
        expected=lcn2,
        agrees=close(atol=1e-6, decimals=3),
        mistakes=(
            Mistake(
                "spread in place of standard error",
                "m-interval-holds-patients",
                "Your interval is about where patients lie. A confidence interval is about the mean: divide the standard deviation by the root of the number of patients.",
                lcn2_spread,
            ),
            Mistake(
                "patients in place of the mean",
                "m-interval-holds-patients",
                "You gave the smallest and the largest patient. An interval for the mean comes from the standard error and the t distribution.",
                lambda case: [_lcn2(case).mean(), _lcn2(case).min(), _lcn2(case).max()],
            ),
            Mistake(
                "normal in place of t",
                "",
                "You used the factor 1.96. With six patients the t distribution with five degrees of freedom gives 2.57.",
                lcn2_normal,
            ),
            Mistake(
                "unpaired interval",
                "m-more-values-always-help",
                "Your interval is that of two separate groups. Each patient is her or his own control: use the six changes.",
                lcn2_unpaired,
            ),
            Mistake(
                "natural logarithm",
                "m-log-change-is-fold",
                "Your three numbers are natural logarithms. Use np.log2.",
                lambda case: [value * np.log(2) for value in lcn2(case)],
            ),
            Mistake(
                "standard deviation with n",
                "",
                "Your standard deviation divides by n, numpy's default. Divide by n − 1: ddof=1.",
                lcn2_sd_with_n,
            ),
        ),
        otherwise="This is not the mean change with its 95 % interval. Print the six changes of LCN2 and compare with scipy.stats.ttest_1samp.",
    ),
    Question(
        id="q4",
        title="Sign-flip test",
        points=3,
        objectives=("5.3",),
        expected=_over_calls("q4", sign_flip_p),
        agrees=calls(close(atol=1e-9, decimals=3)),
        personal=False,
        mistakes=(
            Mistake(
                "one tail",
                "m-direction-chosen-afterwards",
                "You counted one tail. At least as far from zero means on either side: compare absolute values.",
                _over_calls("q4", lambda x: float(np.mean(_patterns(x) >= abs(x.sum())))),
            ),
            Mistake(
                "strictly farther",
                "",
                "You left out patterns that are exactly as far as the observed one, and the observed pattern is one of these. Use >=.",
                _over_calls("q4", lambda x: float(np.mean(np.abs(_patterns(x)) > abs(x.sum())))),
            ),
            Mistake(
                "always the floor",
                "m-one-floor-for-all-tests",
                "You returned the smallest P that is possible. It belongs to changes that all have the same sign; count the patterns.",
                _over_calls("q4", lambda x: 2 / 2 ** len(x)),
            ),
            Mistake(
                "t test",
                "m-exact-needs-nothing",
                "You returned the P value of a t test, which trusts a distribution. The exact test counts sign patterns.",
                _over_calls("q4", lambda x: float(stats.ttest_1samp(x, 0).pvalue)),
            ),
        ),
        otherwise="Write down all eight patterns for three patients, compute their means by hand, and compare with your function.",
    ),
    Question(
        id="q5",
        title="Benjamini and Hochberg",
        points=3,
        objectives=("6.2",),
        expected=_over_calls("q5", adjust),
        agrees=calls(close(atol=1e-9, decimals=4)),
        personal=False,
        mistakes=(
            Mistake(
                "no correction",
                "m-p-is-false-share",
                "Your function returns the P values unchanged.",
                _over_calls("q5", lambda p: p),
            ),
            Mistake(
                "Bonferroni",
                "m-strict-is-better",
                "You multiplied each P value by the number of tests. That is Bonferroni, which limits another error.",
                _over_calls("q5", lambda p: np.minimum(p * len(p), 1)),
            ),
            # Equal P values share a rank or get one after the other, and what exceeds 1 is cut or not: one idea in four
            # forms. Which of two equal ones comes first depends on the sort and the machine, so that order cannot count.
            *(
                Mistake(
                    "each rank by itself",
                    "m-each-row-its-own-line",
                    "You used p × m / rank and stopped. No P value may be adjusted above a larger one: take running minima from the largest down.",
                    _over_calls("q5", partial(adjust_without_order, ranks=ranks, most=most)),
                    agrees=calls(unordered(close(atol=1e-9, decimals=4))),
                )
                for ranks, most in product(("average", "ordinal"), (1.0, np.inf))
            ),
            Mistake(
                "filtered before correction",
                "m-fewer-tests-always-help",
                "You corrected the small P values alone. All tests that were made count.",
                _over_calls("q5", adjust_small_only),
            ),
            Mistake(
                "sorted result",
                "",
                "Your values are right and stand in sorted order. Bring them back into the order of p.",
                _over_calls("q5", lambda p: np.sort(adjust(p))),
            ),
        ),
        otherwise="Adjust 0.01, 0.03, 0.2 and 0.8 by hand, as in lesson 6, and compare.",
    ),
    Question(
        id="q6",
        title="False discovery rate of a SAM list",
        points=4,
        objectives=("7.2", "7.3"),
        expected=_rates,
        agrees=calls(close(atol=1e-9, decimals=3)),
        personal=False,
        mistakes=(
            Mistake(
                "mean in place of median",
                "m-median-and-mean-fdr-agree",
                "You took the mean of the counts. It is pulled up by the few patterns close to the true one; the question asks for the median.",
                lambda case: _rates(case, np.mean),
            ),
            Mistake(
                "no fudge factor",
                "m-fudge-is-cheating",
                "You left out s0. Without it, rows whose standard error is small by luck take over.",
                lambda case: _rates(case, fudge=False),
            ),
            Mistake(
                "one side",
                "",
                "You counted rows that rise and forgot those that fall. Use the absolute value of d.",
                lambda case: _rates(case, sided=True),
            ),
            Mistake(
                "number in place of rate",
                "",
                "You returned the number of false calls. A rate is that number over the number of calls.",
                lambda case: _rates(case, lambda n: np.median(n) * n[0]),
            ),
            Mistake(
                "standard deviation with n",
                "",
                "Your standard deviation divides by n, numpy's default. Divide by n − 1: ddof=1.",
                lambda case: _rates(case, ddof=0),
            ),
        ),
        otherwise="Take two rows and three patients, write down all eight patterns, and compute each d by hand.",
    ),
)
