"""Writes primitives/aggregation/tests/vectors/known_answers.json: what docs/aggregation.md makes of small inputs, bit for bit.

    python3 scripts/reference/make_known_answers.py

Everything comes from a linear congruential generator, so that no library decides an input.
"""

import json
import pathlib

import blake3

import exact

OUT = pathlib.Path(__file__).resolve().parents[2] / "primitives/aggregation/tests/vectors/known_answers.json"


class Numbers:
    """Knuth's MMIX generator; the upper half of its state."""

    def __init__(self, seed):
        self.state = seed

    def below(self, bound):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 32) % bound


def spec(f, mix, column="identity", pre=(), weighting="samples"):
    return {"f": f, "weighting": weighting, "pre": list(pre), "mix": mix, "column": column}


def specs(n, f):
    """Every rule by itself, and pre-steps before some."""
    clip, buckets = {"clip": {"tau": 900}}, {"bucketing": {"size": 2}}
    nnm = "nearest-neighbour-mixing"
    median = {"geometric-median": {"iterations": 30, "nu": 3}}
    clipping = {"centered-clipping": {"tau": 700, "iterations": 3}}
    yield "mean", spec(f, "mean")
    yield "geometric median", spec(f, median)
    yield "approximate geometric median", spec(f, {"approximate-geometric-median": {"iterations": 5, "nu": 1}})
    yield "krum", spec(f, "krum")
    yield "multi-krum", spec(f, {"multi-krum": {"m": 3}})
    yield "minimum diameter", spec(f, "minimum-diameter")
    yield "centered clipping", spec(f, clipping)
    yield "monna, median", spec(f, "monna", "median")
    yield "caf", spec(f, "caf")
    yield "smea", spec(f, "smea")
    yield "bulyan", spec(f, "bulyan", "meamed")
    yield "median", spec(f, "each", "median")
    yield "trimmed mean", spec(f, "each", "trimmed-mean")
    yield "meamed", spec(f, "each", "meamed")
    for title, step in [("clip", clip), ("nnm", nnm), ("bucketing", buckets), ("arc", "arc"), ("adaptive clip", "clip-to-median")]:
        yield f"{title}, mean", spec(f, "mean", pre=[step])
        yield f"{title}, trimmed mean", spec(f, "each", "trimmed-mean", pre=[step], weighting="equal")
    yield "arc, nnm, caf", spec(f, "caf", pre=["arc", nnm])
    yield "bucketing, arc, centered clipping", spec(f, clipping, pre=[buckets, "arc"])
    yield "clip, bucketing, bucketing, smea", spec(f, "smea", pre=[clip, buckets, buckets])
    yield "nnm, clip, bulyan", spec(f, "bulyan", "meamed", pre=[nnm, clip])


def cases():
    """(name, f, updates, weights, active, norm bound, previous)"""
    numbers = Numbers(1)
    spread = lambda n, d, width: [[numbers.below(2 * width + 1) - width for _ in range(d)] for _ in range(n)]
    near = spread(9, 8, 300)
    yield "near", 2, near, [1 + numbers.below(50) for _ in range(9)], [True] * 9, 2**29, near[0]
    liars = [list(update) for update in near]
    liars[1] = [32767, -32767] * 4
    liars[4] = [-9 * lane for lane in near[4]]
    liars[7] = list(liars[1])
    yield "liars", 3, liars, [1, 4294967295, 7, 7, 100, 65536, 9, 4294967295, 2], [True] * 9, 2**29, near[3]
    yield "cut", 3, liars, [3] * 9, [i != 2 for i in range(9)], 5000, None
    same = [list(near[i // 3]) for i in range(9)]
    yield "duplicates", 2, same, [5] * 9, [True] * 9, 2**29, [0] * 8
    yield "zeros", 1, [[0] * 4 for _ in range(5)], [1, 2, 3, 4, 5], [True] * 5, 2**29, [1, -1, 2, 0]
    corners = [[100, 0], [-100, 0], [0, 100], [0, -100], [0, 0], [1, 1]]
    yield "ties", 1, corners, [1] * 6, [True] * 6, 2**29, None
    yield "one", 0, [[-7, 9, 32767]], [4], [True], 2**29, None
    yield "many", 4, spread(17, 6, 32767), [1 + numbers.below(9) for _ in range(17)], [True] * 17, 2**29, spread(1, 6, 99)[0]


def lanes_root(lanes):
    return blake3.blake3(b"".join(lane.to_bytes(2, "little", signed=True) for lane in lanes)).hexdigest()


def main():
    out = []
    seed = bytes(range(32))
    for name, f, updates, weights, active, norm_bound, previous in cases():
        answers = []
        for title, rule in specs(len(updates), f):
            rows, lanes, *scores = exact.aggregate(rule, updates, weights, active, norm_bound, previous, seed)
            norms, distances, novelties = scores
            answers.append(
                {
                    "title": title,
                    "rule": rule,
                    "coefficients": rows,
                    "aggregate": lanes,
                    "aggregate_root": lanes_root(lanes),
                    "norms": norms,
                    "distances": distances,
                    "novelties": novelties,
                }
            )
        out.append(
            {
                "name": name,
                "seed": seed.hex(),
                "norm_bound": norm_bound,
                "weights": weights,
                "active": active,
                "lanes": updates,
                "previous": previous,
                "answers": answers,
            }
        )
    orders = [{"n": n, "place": place, "order": exact.permutation(n, seed, place)} for n, place in [(1, 0), (2, 0), (7, 0), (7, 1), (128, 3)]]
    OUT.write_text(json.dumps({"cases": out, "permutations": orders}, separators=(",", ":")) + "\n")
    print(f"wrote {sum(len(case['answers']) for case in out)} answers to {OUT.name}")


if __name__ == "__main__":
    main()
