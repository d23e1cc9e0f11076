"""Writes primitives/aggregation/tests/vectors/influence.json: what each update did to small results, in exact fractions.

    python3 scripts/reference/make_influence.py

Rows of coefficients come from `exact.py`. Everything else is done over lanes, as fractions, with no Gram matrix; and a Shapley value
is what a player adds to those before it, as a mean over all orders, not the sum over coalitions of the Rust code.
"""

import json
import pathlib
from fractions import Fraction
from itertools import permutations
from math import factorial, floor

import exact
from make_known_answers import Numbers, spec

OUT = pathlib.Path(__file__).resolve().parents[2] / "primitives/aggregation/tests/vectors/influence.json"
ONE = 1 << 32


def centre(rule, updates, weights, active, norm_bound, previous):
    """The mean of the mixed rows, as lanes; zeros where nobody is active."""
    columns = updates + ([previous] if previous else [])
    norms = [sum(lane * lane for lane in update) for update in updates]
    if not any(a and norm <= norm_bound**2 for a, norm in zip(active, norms)):
        return [Fraction(0)] * len(updates[0])
    rows = exact.aggregate(rule, updates, weights, active, norm_bound, previous)[0]
    row = exact.compose(exact.normalise([1] * len(rows)), rows, len(columns))
    return [sum(Fraction(c, ONE) * column[lane] for c, column in zip(row, columns)) for lane in range(len(updates[0]))]


def case(title, rule, updates, weights, active, norm_bound=1 << 29, previous=None):
    whole = centre(rule, updates, weights, active, norm_bound, previous)
    players = [
        i for i, update in enumerate(updates) if active[i] and sum(lane * lane for lane in update) <= norm_bound**2
    ]

    def apart(those):
        here = centre(rule, updates, weights, [i in those for i in range(len(updates))], norm_bound, previous)
        return sum((a - b) ** 2 for a, b in zip(here, whole))

    def value(those):
        """With 32 fraction bits, cut off."""
        return floor((sum(a * a for a in whole) - apart(those)) * ONE) if those else 0

    values = [value([p for k, p in enumerate(players) if c >> k & 1]) for c in range(1 << len(players))]
    sums = [0] * len(players)
    for order in permutations(range(len(players))):
        before = 0
        for player in order:
            sums[player] += values[before | 1 << player] - values[before]
            before |= 1 << player
    left_out = [floor(apart([p for p in players if p != i]) * ONE) if i in players else 0 for i in range(len(updates))]
    return {
        "case": title,
        "rule": rule,
        "updates": updates,
        "weights": weights,
        "active": active,
        "norm_bound": norm_bound,
        "previous": previous,
        "players": players,
        "values": [str(v) for v in values],
        "leave_one_out": [str(v) for v in left_out],
        "shapley": {"numerators": [str(s) for s in sums], "denominator": str(factorial(len(players)))},
    }


def cases():
    numbers = Numbers(11)
    drawn = [[numbers.below(2001) - 1000 for _ in range(5)] for _ in range(6)]
    flipped = drawn[:5] + [[-3 * lane for lane in drawn[0]]]
    samples = [3, 1, 4, 1, 5, 9]
    here = [True] * 6
    median = {"geometric-median": {"iterations": 30, "nu": 3}}
    clipping = {"centered-clipping": {"tau": 700, "iterations": 3}}
    yield case("mean, by hand", spec(0, "mean", weighting="equal"), [[4, 0], [0, 2]], [1, 1], [True, True])
    yield case("mean", spec(0, "mean"), drawn, samples, here)
    yield case("mean, one flips", spec(0, "mean", weighting="equal"), flipped, samples, here)
    yield case("mean, one beside, one too long", spec(0, "mean"), flipped, samples, [True, False] + here[2:], 2_000)
    yield case("geometric median, one flips", spec(1, median), flipped, samples, here)
    yield case("multi-krum, one flips", spec(1, {"multi-krum": {"m": 3}}), flipped, samples, here)
    yield case("centered clipping", spec(1, clipping), drawn, samples, here, previous=[100, -200, 50, 0, 7])
    nnm = spec(1, "each", "trimmed-mean", pre=["nearest-neighbour-mixing"])
    yield case("nnm, trimmed mean: the mean of its rows", nnm, flipped, samples, here)
    yield case("nobody moves anything", spec(0, "mean"), [[0, 0], [0, 0]], [1, 2], [True, True])


if __name__ == "__main__":
    made = {"made_by": "scripts/reference/make_influence.py", "value_bits": 32, "cases": list(cases())}
    OUT.write_text(json.dumps(made, indent="\t") + "\n")
