"""Key of A3: what is right for each student, and what somebody with a known idea hands in instead."""

from functools import lru_cache
from math import comb

import numpy as np
import pandas as pd
from scipy import stats

from isotretinoin.assignments import fixture
from isotretinoin.grading.author.marking import Case, Mistake, Question, calls, close, series
from isotretinoin.stats import power_paired


@lru_cache(maxsize=64)
def _patients(case: Case) -> tuple[pd.DataFrame, pd.DataFrame, np.ndarray]:
    """Values before and after, one column per patient in the same order, and who is male."""
    expression, samples = case.data.expression, case.data.samples
    first, second = (samples[samples["time"] == time].sort_values("patient") for time in ("baseline", "week 1"))
    before = expression[first.index].set_axis(first["patient"], axis=1)
    after = expression[second.index].set_axis(second["patient"], axis=1)
    return before, after, (first["sex"] == "male").to_numpy()


@lru_cache(maxsize=64)
def _lcn2(case: Case) -> tuple[np.ndarray, np.ndarray]:
    """Changes of the men and of the women."""
    before, after, male = _patients(case)
    symbols = case.data.probe_sets["symbol"]
    row = symbols.index[symbols == "LCN2"][0]
    change = (after.loc[row] - before.loc[row]).to_numpy()
    return change[male], change[~male]


def _estimate(a: np.ndarray, b: np.ndarray, **how) -> list[float]:
    interval = stats.ttest_ind(a, b, **how).confidence_interval()
    return [a.mean() - b.mean(), interval.low, interval.high]


# Question 1


@lru_cache(maxsize=64)
def difference(case: Case) -> list[float]:
    return _estimate(*_lcn2(case))


def _half_width(x: np.ndarray) -> float:
    return stats.t.ppf(0.975, len(x) - 1) * stats.sem(x)


def difference_half_widths_added(case: Case) -> list[float]:
    men, women = _lcn2(case)
    estimate, half = men.mean() - women.mean(), _half_width(men) + _half_width(women)
    return [estimate, estimate - half, estimate + half]


def difference_after_only(case: Case) -> list[float]:
    _, after, male = _patients(case)
    symbols = case.data.probe_sets["symbol"]
    level = after.loc[symbols.index[symbols == "LCN2"][0]].to_numpy()
    return _estimate(level[male], level[~male])


def difference_all_together(case: Case) -> list[float]:
    x = np.concatenate(_lcn2(case))
    return [x.mean(), x.mean() - _half_width(x), x.mean() + _half_width(x)]


# Question 2


@lru_cache(maxsize=64)
def _changes(case: Case) -> tuple[np.ndarray, np.ndarray]:
    before, after, male = _patients(case)
    x = after.to_numpy() - before.to_numpy()
    return x[:, male], x[:, ~male]


def _rows(values: np.ndarray, case: Case) -> pd.Series:
    return pd.Series(values, index=_patients(case)[0].index)


@lru_cache(maxsize=64)
def interaction_p(case: Case) -> pd.Series:
    return _rows(stats.ttest_ind(*_changes(case), axis=1).pvalue, case)


def p_one_sided(case: Case) -> pd.Series:
    return _rows(stats.ttest_ind(*_changes(case), axis=1, alternative="greater").pvalue, case)


def p_bonferroni(case: Case) -> pd.Series:
    p = interaction_p(case)
    return (p * len(p)).clip(upper=1)


def p_of_one_sex(case: Case, which: int) -> pd.Series:
    return _rows(stats.ttest_1samp(_changes(case)[which], 0, axis=1).pvalue, case)


def p_after_only(case: Case) -> pd.Series:
    _, after, male = _patients(case)
    return _rows(stats.ttest_ind(after.to_numpy()[:, male], after.to_numpy()[:, ~male], axis=1).pvalue, case)


# Questions 3 and 4


def _over_calls(question: str, function):
    """Turn a function of one call into the list of its results for a student."""
    return lambda case: [function(*arguments) for arguments in fixture("A3", question, case.student_id)]


def one_sex_only(effect: float, n_women: int, n_men: int) -> float:
    women, men = power_paired(effect, n_women), power_paired(effect, n_men)
    return women * (1 - men) + men * (1 - women)


# Question 5


def winners(case: Case) -> list[float]:
    won = case.data.repeats.query("p < 0.05")["estimate"]
    return [len(won) / len(case.data.repeats), (won < 0).mean(), won.abs().mean() / case.data.true_difference]


def winners_per_cent(case: Case) -> list[float]:
    power, wrong, size = winners(case)
    return [100 * power, 100 * wrong, size]


def winners_all_sizes(case: Case) -> list[float]:
    power, wrong, _ = winners(case)
    return [power, wrong, case.data.repeats["estimate"].abs().mean() / case.data.true_difference]


def winners_signs_kept(case: Case) -> list[float]:
    power, wrong, _ = winners(case)
    return [power, wrong, case.data.repeats.query("p < 0.05")["estimate"].mean() / case.data.true_difference]


def winners_wrong_of_all(case: Case) -> list[float]:
    power, _, size = winners(case)
    return [power, (case.data.repeats["estimate"] < 0).mean(), size]


QUESTIONS = (
    Question(
        id="q1",
        title="Men minus women, with its interval",
        points=3,
        objectives=("9.1",),
        expected=difference,
        agrees=close(atol=1e-6, decimals=3),
        mistakes=(
            Mistake(
                "women minus men",
                "",
                "Your estimate has the opposite sign: the question asks for men minus women.",
                lambda case: _estimate(*reversed(_lcn2(case))),
            ),
            Mistake(
                "half-widths added",
                "m-standard-errors-add",
                "You added the half-widths of the two intervals. Variances add, so two equal standard errors give one that is 1.4 times as large, and not twice.",
                difference_half_widths_added,
            ),
            Mistake(
                "Welch's interval",
                "",
                "This is Welch's interval, with one variance for each sex. The question asks for one pooled variance: look at equal_var.",
                lambda case: _estimate(*_lcn2(case), equal_var=False),
            ),
            Mistake(
                "week 1 only",
                "m-every-change-is-the-drug",
                "You compared the levels in week 1. They hold what differed between people before the drug; subtract each patient's baseline.",
                difference_after_only,
            ),
            Mistake(
                "all patients together",
                "m-labels-make-groups",
                "This is the mean change of all patients. The question asks how far the two sexes lie apart.",
                difference_all_together,
            ),
        ),
        otherwise="This is not the difference of the two mean changes with its interval. Print the changes of the men and of the women, and compare with scipy.stats.ttest_ind(men, women).",
    ),
    Question(
        id="q2",
        title="Interaction in each row",
        points=3,
        objectives=("9.1",),
        expected=interaction_p,
        agrees=series(rtol=1e-4, atol=1e-9, decimals=4),
        mistakes=(
            Mistake(
                "men alone",
                "m-two-tests-make-a-difference",
                "You tested the men against zero. Whether men change is another question than whether the sexes differ.",
                lambda case: p_of_one_sex(case, 0),
            ),
            Mistake(
                "smaller of two",
                "m-two-tests-make-a-difference",
                "You took the smaller P value of two separate tests. Significant here and not there is no test of a difference: compare the changes of the men with those of the women.",
                lambda case: np.minimum(p_of_one_sex(case, 0), p_of_one_sex(case, 1)),
            ),
            Mistake(
                "one-sided",
                "m-direction-chosen-afterwards",
                "Your P values count one tail. A row may respond more in either sex.",
                lambda case: interaction_p(case) / 2,
            ),
            Mistake(
                "one-sided for the men",
                "",
                "Your P values count one tail, that of a larger change in the men. A row may respond more in either sex.",
                p_one_sided,
            ),
            Mistake(
                "week 1 only",
                "m-every-change-is-the-drug",
                "You compared the levels in week 1. Subtract each patient's baseline first.",
                p_after_only,
            ),
            Mistake(
                "Welch",
                "",
                "These are Welch's P values, with one variance for each sex. The question asks for the test of question 1, with a pooled one.",
                lambda case: _rows(stats.ttest_ind(*_changes(case), axis=1, equal_var=False).pvalue, case),
            ),
            Mistake(
                "corrected",
                "",
                "You corrected the P values for many tests. The question asks for them as they are.",
                lambda case: _rows(stats.false_discovery_control(interaction_p(case)), case),
            ),
            Mistake(
                "corrected by Bonferroni",
                "",
                "You multiplied each P value by the number of rows. The question asks for them as they are.",
                p_bonferroni,
            ),
        ),
        otherwise="These are not the P values of the difference. Take one row and compare the changes of the men with those of the women by scipy.stats.ttest_ind.",
    ),
    Question(
        id="q3",
        title="The floor of an exact test",
        points=3,
        objectives=("9.2",),
        expected=_over_calls("q3", lambda women, men: min(1.0, 2 / comb(women + men, women))),
        agrees=calls(close(rtol=1e-6, significant=3)),
        personal=False,
        mistakes=(
            Mistake(
                "sign flips",
                "m-one-floor-for-all-tests",
                "You counted sign patterns, which belong to pairs within patients. Here labels are handed out among patients: in how many ways?",
                _over_calls("q3", lambda women, men: 2 / 2 ** (women + men)),
            ),
            Mistake(
                "one in place of two",
                "",
                "Your floor is half of the right one: the two-sided P is twice the nearer tail.",
                _over_calls("q3", lambda women, men: 1 / comb(women + men, women)),
            ),
            Mistake(
                "order counted",
                "m-order-matters",
                "You counted the order in which patients are chosen. The same men chosen in another order are the same labelling.",
                _over_calls(
                    "q3", lambda women, men: 2 / (comb(women + men, women) * float(np.prod(np.arange(1, women + 1))))
                ),
            ),
            Mistake(
                "equal halves",
                "m-one-floor-for-all-tests",
                "You split the patients into equal halves. Unequal groups have fewer labellings.",
                _over_calls("q3", lambda women, men: 2 / comb(women + men, (women + men) // 2)),
            ),
        ),
        otherwise="Write down all ways to call two of four patients men, and count them.",
    ),
    Question(
        id="q4",
        title="Significant in exactly one sex",
        points=4,
        objectives=("9.1",),
        expected=_over_calls("q4", one_sex_only),
        agrees=calls(close(atol=1e-3)),
        personal=False,
        mistakes=(
            Mistake(
                "at least one",
                "",
                "You computed the chance of at least one significant sex. Where both are significant, no story of one sex is told.",
                _over_calls("q4", lambda e, w, m: 1 - (1 - power_paired(e, w)) * (1 - power_paired(e, m))),
            ),
            Mistake(
                "one of the two ways",
                "",
                "You counted one of the two ways: women only, or men only. Exactly one holds both.",
                _over_calls("q4", lambda e, w, m: power_paired(e, m) * (1 - power_paired(e, w))),
            ),
            Mistake(
                "the other way only",
                "",
                "You counted one of the two ways: women only, or men only. Exactly one holds both.",
                _over_calls("q4", lambda e, w, m: power_paired(e, w) * (1 - power_paired(e, m))),
            ),
            Mistake(
                "both",
                "m-two-tests-make-a-difference",
                "You computed the chance that both sexes are significant.",
                _over_calls("q4", lambda e, w, m: power_paired(e, w) * power_paired(e, m)),
            ),
            Mistake(
                "error rate",
                "m-two-tests-make-a-difference",
                "You took five per cent for each sex. That is the rate where nothing responds; here both do.",
                _over_calls("q4", lambda e, w, m: 2 * 0.05 * 0.95),
            ),
        ),
        otherwise="First get the power of one test right: isotretinoin.stats.power_paired(1.5, 4) is the chance that four women are significant. Then combine two such chances.",
    ),
    Question(
        id="q5",
        title="What the winners tell",
        points=3,
        objectives=("9.3",),
        expected=winners,
        agrees=close(atol=1e-6, decimals=3),
        mistakes=(
            Mistake(
                "all repeats averaged",
                "m-significant-is-the-true-size",
                "Your third number averages all repeats. Readers see the significant ones.",
                winners_all_sizes,
            ),
            Mistake(
                "signs kept",
                "",
                "Your third number lets wrong signs cancel right ones. Take the size, the absolute value, before the mean.",
                winners_signs_kept,
            ),
            Mistake(
                "wrong signs of all repeats",
                "m-significant-is-the-true-size",
                "Your second number looks at all repeats. The question is about the significant ones.",
                winners_wrong_of_all,
            ),
            Mistake(
                "ratio upside down",
                "",
                "Your third number is the truth over the estimate. Exaggeration is the other way round.",
                lambda case: [*winners(case)[:2], 1 / winners(case)[2]],
            ),
            Mistake(
                "per cent",
                "",
                "Your shares are per cent. The question asks for numbers from 0 to 1.",
                winners_per_cent,
            ),
        ),
        otherwise="These are not the three numbers. Make a table of the repeats with P below 0.05 first, and compute the second and the third number from it alone.",
    ),
)
