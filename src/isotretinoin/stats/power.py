"""What a small study can show: power, and how far significant results mislead.

An estimate is normal, its standard error is not known but estimated. Given the ratio u of estimated to true standard
deviation, each question below has a closed answer; the answers are averaged over the distribution of u (a chi
distribution), by Gauss-Legendre quadrature. This is the noncentral t distribution without its numerical gaps:
``scipy.stats.nct`` and with it statsmodels return nan for the far tail of ordinary study sizes (scipy issue 25470).
There is no Monte-Carlo error; the quadrature is good to about 1e-9.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import special

from .checks import InputError, as_numbers, read_count, read_number, read_share

__all__ = [
    "TypeSM",
    "detectable_effect",
    "half_width",
    "patients_needed",
    "power_paired",
    "power_two_groups",
    "type_s_m",
]

_PANELS, _NODES = 128, 16
_NEGLIGIBLE = 1e-14


class TypeSM(NamedTuple):
    """Result of ``type_s_m``; floats, or arrays where several effects were asked for.

    Attributes
    ----------
    power : probability that the result is significant
    type_s : probability that a significant estimate has the wrong sign
    type_m : mean of the significant estimates' size divided by the true effect: by how much they exaggerate
    """

    power: float | np.ndarray
    type_s: float | np.ndarray
    type_m: float | np.ndarray


def power_two_groups(effect_sd, n_a: int, n_b: int, alpha: float = 0.05) -> float | np.ndarray:
    """Power of the two-sided t test of two groups.

    Parameters
    ----------
    effect_sd : float or array
        True difference of the means in standard deviations of one observation. Its sign does not matter.
    n_a, n_b : int
        Group sizes; together at least three.
    alpha : float
        Significance level.

    Returns
    -------
    float, or array of the shape of ``effect_sd``

    Raises
    ------
    InputError
        If sizes, level or effect cannot be used.

    Examples
    --------
    >>> round(power_two_groups(1.0, 17, 17), 2)
    0.81
    """
    return type_s_m(effect_sd, n_a, n_b, alpha).power


def power_paired(effect_sd, n_pairs: int, alpha: float = 0.05) -> float | np.ndarray:
    """Power of the two-sided paired t test.

    Parameters
    ----------
    effect_sd : float or array
        True mean change in standard deviations of the changes.
    n_pairs : int
        At least two.
    alpha : float
        Significance level.

    Returns
    -------
    float, or array of the shape of ``effect_sd``

    Raises
    ------
    InputError
        If number, level or effect cannot be used.

    Examples
    --------
    >>> round(power_paired(1.0, 6), 2)
    0.51
    """
    n_pairs = read_count(n_pairs, "n_pairs")
    if n_pairs < 2:
        raise InputError("A paired t test needs at least two pairs.")
    return _errors(effect_sd, 1 / np.sqrt(n_pairs), n_pairs - 1, alpha).power


def type_s_m(effect_sd, n_a: int, n_b: int, alpha: float = 0.05) -> TypeSM:
    """Power, sign error and exaggeration of significant results when two groups are compared by t.

    Parameters
    ----------
    effect_sd : float or array
        True difference of the means in standard deviations of one observation. With no effect the sign is wrong half
        of the time and the exaggeration is infinite.
    n_a, n_b : int
        Group sizes; together at least three.
    alpha : float
        Significance level.

    Returns
    -------
    TypeSM
        ``power``, ``type_s``, ``type_m``.

    Raises
    ------
    InputError
        If sizes, level or effect cannot be used.

    References
    ----------
    Gelman and Carlin 2014, doi 10.1177/1745691614551642. Their ``retrodesign`` draws estimates from a shifted t
    distribution around a known standard error; here the standard error is estimated anew in each study.

    Examples
    --------
    >>> result = type_s_m(0.3, 6, 6)
    >>> round(result.power, 2), round(result.type_s, 2), round(result.type_m, 1)
    (0.08, 0.1, 4.3)
    """
    n_a, n_b = _read_groups(n_a, n_b)
    return _errors(effect_sd, np.sqrt(1 / n_a + 1 / n_b), n_a + n_b - 2, alpha)


def half_width(n_a: int, n_b: int, confidence: float = 0.95) -> float:
    """Median half-width of the confidence interval of a difference of two means, in standard deviations.

    Parameters
    ----------
    n_a, n_b : int
        Group sizes; together at least three.
    confidence : float
        Level of the interval.

    Raises
    ------
    InputError
        If sizes or level cannot be used.

    Examples
    --------
    >>> round(half_width(6, 6), 2)
    1.24
    """
    n_a, n_b = _read_groups(n_a, n_b)
    confidence = read_share(confidence, "confidence")
    df = n_a + n_b - 2
    median_ratio = np.sqrt(2 * special.gammaincinv(df / 2, 0.5) / df)
    return float(special.stdtrit(df, (1 + confidence) / 2) * np.sqrt(1 / n_a + 1 / n_b) * median_ratio)


def detectable_effect(n_a: int, n_b: int, power: float = 0.8, alpha: float = 0.05) -> float:
    """Smallest true difference that is found with the given power, in standard deviations.

    Parameters
    ----------
    n_a, n_b : int
        Group sizes; together at least three.
    power : float
        Wanted power, above ``alpha``.
    alpha : float
        Significance level.

    Raises
    ------
    InputError
        If sizes, power or level cannot be used, or the power does not exceed the level.

    Examples
    --------
    >>> round(detectable_effect(17, 17), 2)
    0.99
    """
    power = _read_power(power, alpha)
    low, high = 0.0, 1.0
    while power_two_groups(high, n_a, n_b, alpha) < power:
        low, high = high, 2 * high
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if power_two_groups(middle, n_a, n_b, alpha) < power else (low, middle)
    return (low + high) / 2


def patients_needed(effect_sd: float, power: float = 0.8, alpha: float = 0.05) -> int:
    """Smallest size of each of two equal groups that finds an effect with the given power.

    Parameters
    ----------
    effect_sd : float
        True difference of the means in standard deviations; not zero.
    power : float
        Wanted power.
    alpha : float
        Significance level.

    Raises
    ------
    InputError
        If effect, power or level cannot be used, or more than a million per group were needed.

    Examples
    --------
    >>> patients_needed(1.0)
    17
    """
    power = _read_power(power, alpha)
    effect_sd = read_number(effect_sd, "effect_sd")
    few, enough = 1, 2
    while power_two_groups(effect_sd, enough, enough, alpha) < power:
        few, enough = enough, 2 * enough
        if enough > 1_000_000:
            raise InputError("More than a million patients per group were needed. Ask about a larger effect.")
    while enough - few > 1:
        middle = (few + enough) // 2
        few, enough = (middle, enough) if power_two_groups(effect_sd, middle, middle, alpha) < power else (few, middle)
    return enough


def _errors(effect_sd, error_sd: float, df: int, alpha: float) -> TypeSM:
    """Average the closed answers over the estimated standard deviation; ``error_sd`` is the true standard error."""
    alpha = read_share(alpha, "alpha")
    effect = np.abs(as_numbers(effect_sd, "effects"))
    if not np.isfinite(effect).all():
        raise InputError("The effect must be a finite number of standard deviations.")
    ratio, weight = _ratio_of_deviations(df)
    z = effect[..., np.newaxis] / error_sd
    critical = special.stdtrit(df, 1 - alpha / 2) * ratio
    right_sign = special.ndtr(z - critical)
    wrong_sign = special.ndtr(-z - critical)
    size = z * (right_sign - wrong_sign) + _normal_density(z - critical) + _normal_density(z + critical)
    right, wrong, size = (part @ weight for part in (right_sign, wrong_sign, size))
    power = np.minimum(right + wrong, 1.0)
    with np.errstate(divide="ignore"):
        type_m = size / power * error_sd / effect
    return TypeSM(*(part.item() if part.ndim == 0 else part for part in (power, wrong / power, type_m)))


def _ratio_of_deviations(df: int) -> tuple[np.ndarray, np.ndarray]:
    """Return nodes and weights that average a function of estimated over true standard deviation."""
    low = np.sqrt(2 * special.gammaincinv(df / 2, _NEGLIGIBLE) / df)
    high = np.sqrt(2 * special.gammainccinv(df / 2, _NEGLIGIBLE) / df)
    # On a logarithmic scale the integrand is equally smooth for two and for two million degrees of freedom.
    edges = np.linspace(np.log(low), np.log(high), _PANELS + 1)
    node, node_weight = np.polynomial.legendre.leggauss(_NODES)
    half_panel = (edges[1] - edges[0]) / 2
    log_ratio = ((edges[:-1] + half_panel)[:, np.newaxis] + half_panel * node).ravel()
    log_density = (
        np.log(2) + df / 2 * np.log(df / 2) - special.gammaln(df / 2) + df * log_ratio - df / 2 * np.exp(2 * log_ratio)
    )
    weight = np.tile(node_weight, _PANELS) * np.exp(log_density)
    return np.exp(log_ratio), weight / weight.sum()


def _normal_density(x: np.ndarray) -> np.ndarray:
    return np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi)


def _read_groups(n_a: int, n_b: int) -> tuple[int, int]:
    n_a, n_b = read_count(n_a, "n_a"), read_count(n_b, "n_b")
    if n_a + n_b < 3:
        raise InputError(f"Groups of {n_a} and {n_b} leave no degree of freedom. Give at least three samples in all.")
    return n_a, n_b


def _read_power(power: float, alpha: float) -> float:
    power, alpha = read_share(power, "power"), read_share(alpha, "alpha")
    if power <= alpha:
        raise InputError(f"The wanted power {power} must exceed the significance level {alpha}.")
    return power
