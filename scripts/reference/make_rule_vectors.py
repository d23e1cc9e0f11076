"""Writes primitives/aggregation/tests/vectors/rules.json: lanes, rules, and what float64 makes of them.

    python3 scripts/reference/make_rule_vectors.py
"""

import json
import pathlib

import numpy as np

import rules

OUT = pathlib.Path(__file__).resolve().parents[2] / "primitives/aggregation/tests/vectors/rules.json"
NNM = "nearest-neighbour-mixing"


def rule(f, mix, column="identity", pre=(), weighting="equal"):
    """A rule, as the task spec's JSON has it."""
    return {"f": f, "weighting": weighting, "pre": list(pre), "mix": mix, "column": column}


def geometric_median(nu=1, iterations=200):
    return {"geometric-median": {"iterations": iterations, "nu": nu}}


def rules_for(n, f, tau):
    """Every rule that n updates allow for this f."""
    clip = {"clip": {"tau": tau}}
    yield "mean", rule(0, "mean")
    yield "mean by samples", rule(0, "mean", weighting="samples")
    yield "geometric median", rule(f, geometric_median())
    yield "geometric median by samples", rule(f, geometric_median(), weighting="samples")
    yield "geometric median, very smooth, cut short", rule(f, geometric_median(500, 10), weighting="samples")
    yield "median", rule(f, "each", "median")
    yield "trimmed mean", rule(f, "each", "trimmed-mean")
    yield "clip, mean", rule(0, "mean", pre=[clip], weighting="samples")
    yield "clip, geometric median", rule(f, geometric_median(), pre=[clip])
    yield "clip, trimmed mean", rule(f, "each", "trimmed-mean", pre=[clip])
    yield "nnm, mean", rule(f, "mean", pre=[NNM], weighting="samples")
    yield "nnm, geometric median", rule(f, geometric_median(), pre=[NNM])
    yield "nnm, median", rule(f, "each", "median", pre=[NNM])
    yield "clip, nnm, trimmed mean", rule(f, "each", "trimmed-mean", pre=[clip, NNM])
    if n >= 2 * f + 3:
        yield "krum", rule(f, "krum")
        yield "multi-krum", rule(f, {"multi-krum": {"m": n - f}})
        yield "multi-krum of two, by samples", rule(f, {"multi-krum": {"m": 2}}, weighting="samples")


def run(updates, weights, spec):
    """What a rule makes of updates: rows of coefficients over them, and the aggregate."""
    n, f = len(updates), spec["f"]
    weights = weights if spec["weighting"] == "samples" else np.ones(n)
    mapped = np.eye(n)
    for step in spec["pre"]:
        here = mapped @ updates
        mapped = (rules.nnm(here, f) if step == NNM else rules.clip(here, step["clip"]["tau"])) @ mapped
    points, mix = mapped @ updates, spec["mix"]
    if mix == "mean":
        rows = [rules.mean(weights)]
    elif mix == "krum":
        rows = [rules.chosen(n, rules.best(rules.krum_scores(points, f), 1), np.ones(n))]
    elif mix == "each":
        rows = list(np.eye(n))
    elif "multi-krum" in mix:
        rows = [rules.chosen(n, rules.best(rules.krum_scores(points, f), mix["multi-krum"]["m"]), weights)]
    else:
        parameters = mix["geometric-median"]
        rows = [rules.geometric_median(points, weights, parameters["nu"], parameters["iterations"])]
    rows = np.array(rows) @ mapped
    mixed = rows @ updates
    aggregate = {
        "identity": lambda: mixed[0],
        "median": lambda: rules.median(mixed),
        "trimmed-mean": lambda: rules.trimmed_mean(mixed, f),
    }[spec["column"]]()
    return rows, aggregate


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


def main():
    out = []
    for name, purpose, f, tau, weights, lanes in cases():
        updates, samples = lanes.astype(float), np.array(weights, dtype=float)
        expected = []
        for title, spec in rules_for(len(lanes), f, tau):
            rows, aggregate = run(updates, samples, spec)
            centre = rows.mean(axis=0) @ updates
            entry = {
                "title": title,
                "rule": spec,
                "coefficients": rows.tolist(),
                "aggregate": aggregate.tolist(),
                "distances": np.linalg.norm(updates - centre, axis=1).tolist(),
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
                "norms": np.linalg.norm(updates, axis=1).tolist(),
                "expected": expected,
            }
        )
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps({"numpy": np.__version__, "cases": out}, separators=(",", ":")) + "\n")
    print(f"wrote {len(out)} cases, {sum(len(case['expected']) for case in out)} results, to {OUT.name}")


if __name__ == "__main__":
    main()
