"""Writes primitives/aggregation/tests/vectors/rules.json: lanes, rules, and what float64 makes of them.

    python3 scripts/reference/make_rule_vectors.py
"""

import itertools
import json
import pathlib
from math import comb

import numpy as np

import rules

OUT = pathlib.Path(__file__).resolve().parents[2] / "primitives/aggregation/tests/vectors/rules.json"
NNM = "nearest-neighbour-mixing"
SEED = bytes([6]) * 32


def rule(f, mix, column="identity", pre=(), weighting="equal"):
    """A rule, as the task spec's JSON has it."""
    return {"f": f, "weighting": weighting, "pre": list(pre), "mix": mix, "column": column}


def geometric_median(nu=1, iterations=200):
    return {"geometric-median": {"iterations": iterations, "nu": nu}}


def approximate(nu, iterations):
    return {"approximate-geometric-median": {"iterations": iterations, "nu": nu}}


def centered_clipping(tau, iterations):
    return {"centered-clipping": {"tau": tau, "iterations": iterations}}


def rules_for(n, f, tau):
    """Every rule that n updates allow for this f."""
    clip, buckets = {"clip": {"tau": tau}}, {"bucketing": {"size": 2}}
    yield "mean", rule(0, "mean")
    yield "mean by samples", rule(0, "mean", weighting="samples")
    yield "geometric median", rule(f, geometric_median())
    yield "geometric median by samples", rule(f, geometric_median(), weighting="samples")
    yield "geometric median, very smooth, cut short", rule(f, geometric_median(500, 10), weighting="samples")
    yield "approximate geometric median", rule(f, approximate(1, 8), weighting="samples")
    yield "median", rule(f, "each", "median")
    yield "trimmed mean", rule(f, "each", "trimmed-mean")
    yield "meamed", rule(f, "each", "meamed")
    yield "clip, mean", rule(0, "mean", pre=[clip], weighting="samples")
    yield "arc, mean", rule(f, "mean", pre=["arc"], weighting="samples")
    yield "clip to median, mean", rule(f, "mean", pre=["clip-to-median"])
    yield "clip, geometric median", rule(f, geometric_median(), pre=[clip])
    yield "clip, trimmed mean", rule(f, "each", "trimmed-mean", pre=[clip])
    yield "nnm, mean", rule(f, "mean", pre=[NNM], weighting="samples")
    yield "nnm, geometric median", rule(f, geometric_median(), pre=[NNM])
    yield "nnm, median", rule(f, "each", "median", pre=[NNM])
    yield "clip, nnm, trimmed mean", rule(f, "each", "trimmed-mean", pre=[clip, NNM])
    yield "arc, nnm, meamed", rule(f, "each", "meamed", pre=["arc", NNM])
    yield "centered clipping", rule(f, centered_clipping(tau, 3), weighting="samples")
    yield "centered clipping once", rule(f, centered_clipping(tau, 1))
    yield "arc, centered clipping", rule(f, centered_clipping(tau, 2), pre=["arc"])
    yield "minimum diameter", rule(f, "minimum-diameter")
    yield "minimum diameter by samples", rule(f, "minimum-diameter", weighting="samples")
    yield "monna", rule(f, "monna", "median")
    yield "monna by samples, trimmed mean", rule(f, "monna", "trimmed-mean", weighting="samples")
    yield "caf", rule(f, "caf")
    yield "caf by samples", rule(f, "caf", weighting="samples")
    yield "smea", rule(f, "smea", weighting="samples")
    bad = min(f, (n - 3) // 4)
    if bad >= 0:
        yield "bulyan", rule(bad, "bulyan", "meamed")
        yield "arc, bulyan, median", rule(bad, "bulyan", "median", pre=["arc"])
    half = min(f, ((n + 1) // 2 - 1) // 2)
    yield "bucketing, mean", rule(half, "mean", pre=[buckets], weighting="samples")
    yield "bucketing, geometric median", rule(half, geometric_median(), pre=[buckets], weighting="samples")
    yield "bucketing, trimmed mean", rule(half, "each", "trimmed-mean", pre=[buckets])
    yield "clip, bucketing, meamed", rule(half, "each", "meamed", pre=[clip, buckets], weighting="samples")
    if n >= 2 * f + 3:
        yield "krum", rule(f, "krum")
        yield "multi-krum", rule(f, {"multi-krum": {"m": n - f}})
        yield "multi-krum of two, by samples", rule(f, {"multi-krum": {"m": 2}}, weighting="samples")


class Ambiguous(Exception):
    """Real arithmetic has a tie here that only noise decides: no vector."""


def pre_step(step, points, weights, f, place):
    """The map of a step, and the weights after it."""
    if step == NNM:
        return rules.nnm(points, f), weights
    if step == "arc":
        return rules.arc(points, f), weights
    if step == "clip-to-median":
        return rules.clip_to_median(points), weights
    if "bucketing" in step:
        return rules.bucketing(len(points), weights, step["bucketing"]["size"], SEED, place)
    return rules.clip(points, step["clip"]["tau"]), weights


def mixed_rows(points, weights, previous, f, mix):
    """Rows of coefficients over the points, and over the previous aggregate if there is one."""
    n = len(points)
    kind, parameters = (mix, None) if isinstance(mix, str) else next(iter(mix.items()))
    if kind == "mean":
        return [rules.mean(weights)]
    if kind == "each":
        return np.eye(n)
    if kind == "krum":
        return [rules.chosen(n, rules.best(rules.krum_scores(points, f), 1), np.ones(n))]
    if kind == "multi-krum":
        return [rules.chosen(n, rules.best(rules.krum_scores(points, f), parameters["m"]), weights)]
    if kind == "geometric-median":
        return [rules.geometric_median(points, weights, parameters["nu"], parameters["iterations"])]
    if kind == "approximate-geometric-median":
        return [rules.geometric_median(points, weights, parameters["nu"], parameters["iterations"], -1)]
    if kind == "centered-clipping":
        return [rules.centered_clipping(points, weights, previous, parameters["tau"], parameters["iterations"])]
    if kind == "minimum-diameter":
        search = rules.minimum_diameter if f <= 12 else rules.greedy_minimum_diameter
        return [rules.chosen(n, search(points, f), weights)]
    if kind == "monna":
        return rules.monna(points, weights, f)
    if kind == "bulyan":
        return np.eye(n)[rules.bulyan(points, f)]
    if kind == "caf":
        seen = []
        row = rules.caf(points, weights, f, seen)
        ordered = np.sort(seen)
        if len(ordered) > 1 and ordered[1] <= ordered[0] * (1 + 1e-6) + 1e-6:
            raise Ambiguous
        return [row]
    if kind == "smea":
        if comb(n, f) * n**2 > 4_000_000:
            return [rules.chosen(n, rules.smea_filter(points, f), weights)]
        chosen, ambiguous = rules.smea(points, f)
        if ambiguous:
            raise Ambiguous
        return [rules.chosen(n, chosen, weights)]
    raise ValueError(kind)


def run(updates, weights, spec, previous):
    """What a rule makes of updates: rows of coefficients over them, and the aggregate."""
    n, f = len(updates), spec["f"]
    weights = weights if spec["weighting"] == "samples" else np.ones(n)
    mapped = np.eye(n)
    for place, step in enumerate(spec["pre"]):
        one, weights = pre_step(step, mapped @ updates, weights, f, place)
        mapped = one @ mapped
    rows = np.array(mixed_rows(mapped @ updates, weights, previous, f, spec["mix"]))
    rows = np.hstack([rows[:, : len(mapped)] @ mapped, rows[:, len(mapped) :]])
    columns = updates if rows.shape[1] == n else np.vstack([updates, previous])
    mixed = rows @ columns
    far = 2 * f if spec["mix"] == "bulyan" else f
    aggregate = {
        "identity": lambda: mixed[0],
        "median": lambda: rules.median(mixed),
        "trimmed-mean": lambda: rules.trimmed_mean(mixed, f),
        # Values near the median are chosen after every mixed row is rounded to lanes.
        "meamed": lambda: rules.meamed(np.rint(mixed), far),
    }[spec["column"]]()
    return rows, columns, aggregate


def cases():
    """(name, purpose, f, tau, weights, lanes)"""
    rng = np.random.default_rng(20261124)

    def cluster(n, d, centre, spread):
        return np.rint(rng.normal(centre, spread, size=(n, d))).astype(int)

    honest = cluster(7, 40, rng.normal(0, 60, size=40), 25)
    yield "cluster", "As in real updates: no liar, small lanes, unequal samples", 2, 400, [5, 1, 9, 3, 2, 40, 7], honest

    far = np.vstack([honest[:5], cluster(2, 40, 4000, 300)])
    yield "outliers", "Two liars far away, together, with most of the samples", 2, 400, [5, 1, 9, 3, 2, 90, 70], far

    flipped = np.vstack([honest, -12 * honest[:2]])
    yield "sign flip", "Two liars send twelve times the negative of an honest update", 2, 400, [1] * 9, flipped

    near = np.vstack([honest, honest[:3].mean(axis=0).round().astype(int) + 18])
    yield "close liar", "A liar within the spread of the honest: rules differ only a little", 1, 400, list(range(1, 9)), near

    same = np.vstack([honest[:1]] * 3 + [honest[1:5]])
    yield "duplicates", "Three equal updates: distances of zero, and ties", 2, 400, [2, 3, 4, 1, 1, 1, 6], same

    cross = np.zeros((5, 4), dtype=int)
    cross[0, 0], cross[1, 0], cross[2, 1], cross[3, 1] = 100, -100, 100, -100
    yield "ties", "The corners of a square and its middle: every choice among corners is a tie", 1, 90, [1, 2, 3, 4, 5], cross

    ends = np.where(rng.random((6, 32)) < 0.5, -32767, 32767)
    yield "extremes", "Every lane at an end of its range", 1, 150_000, [1, 4294967295, 7, 7, 100, 65536], ends

    wide = rng.integers(-32767, 32768, size=(12, 64))
    yield "full range", "Uniform over the whole range", 3, 120_000, list(rng.integers(1, 10_000, size=12)), wide

    yield "one", "A single update is the aggregate of every rule that allows it", 0, 100, [3], honest[:1]
    yield "two", "Two updates: even numbers in every median", 0, 100, [3, 1], honest[:2]
    yield "half ties", "Lanes whose mean is a half: rounding to even shows", 0, 100, [1, 1], np.array([[0, 1, 2, 3, -1, -3], [1, 2, 3, 4, 0, -2]])

    # From here on n goes up to 50, with few lanes, and rules of many rows only where they are told apart by n.
    crowd = cluster(20, 24, rng.normal(0, 60, size=24), 25)
    crowd[3] = crowd[8] = crowd[15] = -9 * crowd[0]
    crowd[11] = crowd[2]
    yield "twenty", "Three colluding liars and a duplicate among twenty", 4, 300, list(range(1, 21)), crowd

    many = cluster(50, 12, rng.normal(0, 500, size=12), 200)
    many[::7] = np.where(rng.random((8, 12)) < 0.5, -32767, 32767)
    yield "fifty", "Eight liars at the ends of the lanes among fifty", 8, 2_000, list(range(50, 100)), many
    yield "fifty, many liars", "The same, with f near the most: the greedy and filtering forms", 20, 2_000, [7] * 50, many
    zeros = many.copy()
    zeros[10:20] = 0
    yield "zeros", "Ten updates that are zero among fifty", 10, 2_000, [3] * 50, zeros


def rounded(numbers, digits):
    """Short to write, and far finer than what is compared."""
    return (np.round(numbers, digits) + 0.0).tolist()


def check_the_power_iteration(name, updates, f):
    """What `spread` finds is nearly what an eigensolver finds, and never more; so is what SMEA makes of it."""
    n = len(updates)
    exact = rules.largest_eigenvalue(updates, np.ones(n))
    found, _ = rules.spread(updates, np.ones(n))
    assert exact * 0.97 - 1e-6 <= found <= exact * (1 + 1e-9) + 1e-6, (name, found, exact)
    if comb(n, f) <= 500:
        of = lambda chosen: rules.largest_eigenvalue(updates[list(chosen)], np.ones(n - f))
        least = min(of(chosen) for chosen in itertools.combinations(range(n), n - f))
        assert of(rules.smea(updates, f)[0]) <= least * 1.03 + 1e-6, name


def main():
    out = []
    for name, purpose, f, tau, weights, lanes in cases():
        updates, samples = lanes.astype(float), np.array(weights, dtype=float)
        expected = []
        check_the_power_iteration(name, updates, f)
        previous = np.rint(updates[: max(1, len(updates) // 2)].mean(axis=0) * 0.9)
        for title, spec in rules_for(len(lanes), f, tau):
            several = spec["mix"] in ("each", "monna", "bulyan")
            if len(lanes) > 20 and several and title not in ("meamed", "monna", "bulyan", "nnm, median"):
                continue
            for before in [previous, None] if "centered-clipping" in spec["mix"] else [None]:
                try:
                    rows, columns, aggregate = run(updates, samples, spec, before)
                except Ambiguous:
                    print(f"{name}: {title} is a tie in real arithmetic; left out")
                    continue
                centre = rows.mean(axis=0) @ columns
                entry = {
                    "title": title + (" from before" if before is not None else ""),
                    "rule": spec,
                    "reads_previous": before is not None,
                    "coefficients": rounded(rows, 14),
                    "aggregate": rounded(aggregate, 10),
                    "distances": rounded(np.linalg.norm(updates - centre, axis=1), 10),
                }
                if not spec["pre"] and "geometric-median" in spec["mix"] and spec["mix"]["geometric-median"]["nu"] == 1:
                    weights_used = samples if spec["weighting"] == "samples" else np.ones(len(lanes))
                    entry["least_objective"] = rules.optimum(updates, weights_used)
                expected.append(entry)
        out.append(
            {
                "name": name,
                "purpose": purpose,
                "weights": [int(weight) for weight in weights],
                "lanes": lanes.tolist(),
                "previous": [int(lane) for lane in previous],
                "norms": np.linalg.norm(updates, axis=1).tolist(),
                "expected": expected,
            }
        )
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps({"numpy": np.__version__, "cases": out}, separators=(",", ":")) + "\n")
    print(f"wrote {len(out)} cases, {sum(len(case['expected']) for case in out)} results, to {OUT.name}")


if __name__ == "__main__":
    main()
