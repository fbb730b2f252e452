"""How many people does a number of impressions reach, and how often? Closed forms of the field.

Pure functions on numbers: nothing here knows of voters, plans or configs. Arguments are scalars or
arrays that broadcast against each other; a scalar in gives a float out. A *rate* is a share of the
universe between 0 and 1; *people* are a count. `k` is a whole number of at least 1 and means "k
times or more"; a function that answers "exactly k times" says so in its first line. Every function
raises a ValueError that names the argument which is out of its range or not finite.

Sources:
    Anscombe, F. J. (1950), Sampling theory of the negative binomial and logarithmic series
    distributions, Biometrika 37(3/4), 358-382: fits by mean and zeros, and by moments.
    Ehrenberg, A. S. C. (1959), The pattern of consumer purchases, Applied Statistics 8(1), 26-41:
    counts with a gamma-distributed intensity are negative binomial, fitted by mean and zeros.
    Metheringham, R. A. (1964), Measuring the net cumulative coverage of a print campaign, Journal
    of Advertising Research 4(4), 23-28: the beta-binomial for a schedule of insertions.
    Rust, R. T. (1986), Advertising Media Models, Lexington Books; Danaher, P. J. (2007), Modeling
    page views across multiple websites, Marketing Science 26(3), 422-437: both families compared.
    Goerg, G. M. (2014), Estimating reach curves from one data point, Google Inc.
    Hill, A. V. (1910), The possible effects of the aggregation of the molecules of haemoglobin on
    its dissociation curves, Journal of Physiology 40 (suppl.), iv-vii: the saturation curve.

>>> round(poisson(1.0), 7), round(negative_binomial(1.0, 2.0), 7)
(0.6321206, 0.5555556)
"""

from msim.reach.counts import (
    at_least,
    exactly,
    independent_sum,
    independent_union,
    pairwise_union,
    union_bounds,
)
from msim.reach.curve import ReachCurve, goerg
from msim.reach.fits import Fit, fit_by_histogram, fit_by_moments, fit_by_zeros
from msim.reach.forms import (
    beta_binomial,
    negative_binomial,
    poisson,
    poisson_mixture,
    thinned,
    thinned_gamma_poisson,
)
from msim.reach.saturation import hill

__all__ = [
    "Fit", "ReachCurve", "at_least", "beta_binomial", "exactly", "fit_by_histogram",
    "fit_by_moments", "fit_by_zeros", "goerg", "hill", "independent_sum", "independent_union",
    "negative_binomial", "pairwise_union", "poisson", "poisson_mixture", "thinned",
    "thinned_gamma_poisson", "union_bounds",
]
