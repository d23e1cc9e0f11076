"""Makes primitives/accountant/tests/vectors/privacy_grid.json: what other implementations say that mechanisms cost.

Needs `pip install dp-accounting mpmath`. Run from the root of the project: python3 scripts/reference/make_privacy_grid.py
Two of them: Google's dp_accounting, in doubles; and the papers' formulas in 60 digits of mpmath, from nothing of ours.
The same versions give the same bytes.
"""

import json
import platform
from importlib.metadata import version

import dp_accounting
import mpmath as mp
import numpy as np
from dp_accounting import dp_event
from dp_accounting.rdp import rdp_privacy_accountant as rdp

mp.mp.dps = 60

SIGMAS = ["0.6", "0.8", "1", "1.1", "1.3", "2", "4", "10"]
RATES = ["0.001", "0.004", "0.01", "0.05", "0.25", "1"]
STEPS = [1, 100, 1000, 14063, 100000]
DELTAS = ["1e-5", "1e-7", "1e-10"]
# Beyond the grid: the borders of what the accountant takes, where doubles are known to fail.
EDGES = [("0.01", "0.5"), ("0.3", "0.000001"), ("10", "0.00001"), ("100", "0.999999999"), ("1000000", "0.000000001"), ("0.5", "0.9")]
SCALES = ["0.05", "0.5", "1", "3", "30", "100"]
ORDERS = list(range(2, 65)) + [72, 80, 88, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 640, 768, 896, 1024]


def digits(x):
    """30 significant digits."""
    return mp.nstr(x, 30, strip_zeros=False, min_fixed=-mp.inf, max_fixed=mp.inf)


def subsampled(sigma, rate):
    """Renyi divergences of the sampled Gaussian (Mironov, Talwar, Zhang 2019, section 3.3), at every order."""
    s, q = mp.mpf(sigma), mp.mpf(rate)
    if q == 1:
        return [a / (2 * s * s) for a in ORDERS]
    curve = []
    for a in ORDERS:
        moment = mp.mpf(0)
        for k in range(a + 1):
            moment += mp.binomial(a, k) * (1 - q) ** (a - k) * q**k * mp.e ** ((k * k - k) / (2 * s * s))
        curve.append(mp.log(moment) / (a - 1))
    return curve


def laplace(scale):
    """Of the Laplace mechanism (Mironov 2017, Corollary 2): by its density, integrated over the three intervals."""
    u = 1 / mp.mpf(scale)
    curve = []
    for a in ORDERS:
        # densities exp(-|x|)/2 and exp(-|x-u|)/2, x in units of the scale
        left = mp.e ** ((a - 1) * u) / 2
        middle = (mp.e ** ((a - 1) * u) - mp.e ** (-a * u)) / (2 * (2 * a - 1))
        right = mp.e ** (-a * u) / 2
        curve.append(mp.log(left + middle + right) / (a - 1))
    return curve


def discrete_laplace(scale, sensitivity):
    """Of the discrete Laplace mechanism with that many integers of sensitivity, summed up point by point."""
    u = 1 / mp.mpf(scale)
    per_unit = u / sensitivity
    norm = (1 - mp.e**-per_unit) / (1 + mp.e**-per_unit)
    # What is left out is below e^-140 of the sum.
    reach = sensitivity + int(140 / per_unit) + 2
    curve = []
    for a in ORDERS:
        moment = sum(
            mp.e ** (-per_unit * (a * abs(x) + (1 - a) * abs(x - sensitivity))) for x in range(-reach, reach + sensitivity)
        )
        curve.append(mp.log(norm * moment) / (a - 1))
    return curve


def epsilon(curve, steps, delta):
    """Canonne, Kamath, Steinke 2020, Proposition 12."""
    d = mp.mpf(delta)
    at = lambda a, r: steps * r + mp.log(mp.mpf(a - 1) / a) - (mp.log(d) + mp.log(a)) / (a - 1)
    best, order = min((at(a, r), a) for a, r in zip(ORDERS, curve))
    return max(best, mp.mpf(0)), order


def reference_curve(event, relation):
    accountant = rdp.RdpAccountant(ORDERS, relation)
    accountant.compose(event)
    return [float(x) for x in accountant.rdp]


def main():
    one, replace = dp_accounting.NeighboringRelation.ADD_OR_REMOVE_ONE, dp_accounting.NeighboringRelation.REPLACE_ONE
    grid, subsampled_curves = [], []
    for sigma in SIGMAS:
        for rate in RATES:
            exact = subsampled(sigma, rate)
            event = dp_event.GaussianDpEvent(float(sigma))
            if rate != "1":
                event = dp_event.PoissonSampledDpEvent(float(rate), event)
            for steps in STEPS:
                accountant = rdp.RdpAccountant(ORDERS, one)
                accountant.compose(event, steps)
                for delta in DELTAS:
                    reference, order = accountant.get_epsilon_and_optimal_order(float(delta))
                    value, exact_order = epsilon(exact, steps, delta)
                    grid.append([sigma, rate, steps, delta, float(reference), int(order), digits(value), exact_order])
    for sigma, rate in EDGES:
        event = dp_event.PoissonSampledDpEvent(float(rate), dp_event.GaussianDpEvent(float(sigma)))
        exact = [digits(x) for x in subsampled(sigma, rate)]
        subsampled_curves.append({"sigma": sigma, "rate": rate, "dp_accounting": reference_curve(event, one), "exact": exact})
    scales = []
    for scale in SCALES:
        # Randomised response with pure epsilon 1/scale tells the truth with probability 1/(1 + exp(-1/scale)).
        response = dp_event.RandomizedResponseDpEvent(2 / (1 + float(np.exp(1 / float(scale)))), 2)
        scales.append(
            {
                "scale": scale,
                "laplace": reference_curve(dp_event.LaplaceDpEvent(float(scale)), one),
                "laplace_exact": [digits(x) for x in laplace(scale)],
                "randomised_response": reference_curve(response, replace),
                "discrete_exact": [digits(x) for x in discrete_laplace(scale, 1)],
                "discrete_of_seven": [digits(x) for x in discrete_laplace(scale, 7)] if float(scale) <= 3 else [],
            }
        )
    made = {
        "python": platform.python_version(),
        "dp_accounting": version("dp-accounting"),
        "mpmath": version("mpmath"),
        "numpy": version("numpy"),
        "scipy": version("scipy"),
    }
    with open("primitives/accountant/tests/vectors/privacy_grid.json", "w") as file:
        parts = [f'"made_with": {json.dumps(made)}', f'"orders": {json.dumps(ORDERS)}']
        for name, rows in [("grid", grid), ("subsampled", subsampled_curves), ("scales", scales)]:
            parts.append(f'"{name}": [\n' + ",\n".join(json.dumps(row) for row in rows) + "\n]")
        file.write("{\n" + ",\n".join(parts) + "\n}\n")


if __name__ == "__main__":
    main()
