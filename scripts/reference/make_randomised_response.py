"""Makes primitives/accountant/tests/vectors/randomised_response.json: what randomised response costs, by other implementations.

Needs `pip install dp-accounting mpmath`. Run from the root of the project: python3 scripts/reference/make_randomised_response.py
Two of them: Google's dp_accounting, in doubles; and the definition of the Renyi divergence in 60 digits of mpmath, from nothing of
ours: for one answer over its two outcomes, and for few answers over all outcomes of all of them at once.
The same versions give the same bytes.
"""

import itertools
import json
import platform
from importlib.metadata import version

import dp_accounting
import mpmath as mp
from dp_accounting import dp_event
from dp_accounting.rdp import rdp_privacy_accountant as rdp

from make_privacy_grid import ORDERS, digits, epsilon

mp.mp.dps = 60

# Chances of the false answer, in parts of 2^-16.
FLIPS = [1, 328, 6553, 16384, 17624, 24576, 32000, 32767]
STEPS = [1, 3, 19, 127, 1000, 25400]
DELTAS = ["1e-5", "1e-6", "1e-10"]
# Answers whose joint distribution is written out.
JOINT = [2, 3, 5]


def divergence(p, q, a):
    """Renyi divergence of order a (Mironov 2017, Definition 3), of two distributions over the same outcomes."""
    return mp.log(sum(x**a * y ** (1 - a) for x, y in zip(p, q))) / (a - 1)


def answers(flip, count):
    """Chances of all answers to so many questions, where all are truly yes, and where all are truly no."""
    f = mp.mpf(flip) / 2**16
    yes, no = [], []
    for told in itertools.product([True, False], repeat=count):
        yes.append(mp.fprod(1 - f if x else f for x in told))
        no.append(mp.fprod(f if x else 1 - f for x in told))
    return yes, no


def main():
    curves, points = [], []
    for flip in FLIPS:
        yes, no = answers(flip, 1)
        exact = [divergence(yes, no, a) for a in ORDERS]
        assert all(mp.almosteq(x, divergence(no, yes, a)) for x, a in zip(exact, ORDERS))
        for count in JOINT:
            together = answers(flip, count)
            for a, one in zip(ORDERS, exact):
                assert mp.almosteq(divergence(*together, a), count * one, rel_eps=mp.mpf(10) ** -50), (flip, count, a)
        # dp_accounting's parameter is the chance that an answer is drawn evenly from the two.
        event = dp_event.RandomizedResponseDpEvent(2 * flip / 2**16, 2)
        accountant = rdp.RdpAccountant(ORDERS, dp_accounting.NeighboringRelation.REPLACE_ONE)
        accountant.compose(event)
        reference = [float(x) for x in accountant.rdp]
        pure = mp.log(mp.mpf(2**16 - flip) / flip)
        curves.append({"flip": flip, "pure": digits(pure), "exact": [digits(x) for x in exact], "dp_accounting": reference})
        for steps in STEPS:
            for delta in DELTAS:
                value, order = epsilon(exact, steps, delta)
                points.append([flip, steps, delta, digits(value), order])
    made = {"python": platform.python_version(), "dp_accounting": version("dp-accounting"), "mpmath": version("mpmath")}
    with open("primitives/accountant/tests/vectors/randomised_response.json", "w") as file:
        parts = [f'"made_with": {json.dumps(made)}']
        for name, rows in [("curves", curves), ("points", points)]:
            parts.append(f'"{name}": [\n' + ",\n".join(json.dumps(row) for row in rows) + "\n]")
        file.write("{\n" + ",\n".join(parts) + "\n}\n")


if __name__ == "__main__":
    main()
