"""Rounds with all their files, lies about their results, and what proves the lies: for the vectors of trace and proofs.

It makes what docs/trace.md says a prover shows; whether that convicts is for `judge.py` to say.
"""

import blake3_tree as b3
import exact
import judge
import proofs
import record
import trace
from make_known_answers import Numbers


def lanes_of_seed(seed, width, columns, d):
    """Updates, the previous aggregate too, and the base model: one generator, drawn from in this order."""
    numbers = Numbers(seed)
    lanes = [[numbers.below(2 * width + 1) - width for _ in range(d)] for _ in range(columns)]
    return lanes, [base_lane(l, numbers.below(2**32)) for l in range(d)]


def base_lane(l, drawn):
    """Many at the ends of their range."""
    if l % 7 == 3:
        return trace.MOST - drawn % 4
    if l % 11 == 4:
        return trace.LEAST + drawn % 4
    return drawn % 200_001 - 100_000


class Round:
    """A round over lanes from a seed, with its true result, if there is one."""

    def __init__(self, name, d, n, rule, *, seed, width=300, previous=False, inactive=(), norm_bound=2**29):
        self.name, self.seed, self.width = name, seed, width
        self.columns, self.base = lanes_of_seed(seed, width, n + previous, d)
        self.spans = trace.Spans(d)
        self.files = [trace.lanes_bytes(lanes) for lanes in self.columns]
        self.base_file = trace.model_bytes(self.base)
        self.inputs = {
            "round": {"task": 3, "index": 258},
            "spec_hash": "5a" * 32,
            "base_root": b3.digest(self.base_file).hex(),
            "previous_aggregate_root": b3.digest(self.files[n]).hex() if previous else None,
            "dim": d,
            "scale": 12,
            "norm_bound": norm_bound,
            "rule": rule,
            "seed": bytes(range(32)).hex(),
            "included": [self.included(i, i not in inactive) for i in range(n)],
        }
        self.prefixes = list(trace.prefixes(self.columns, self.spans))
        gram = trace.square(self.prefixes[-1], len(self.columns))
        weights = [update["weight"] for update in self.inputs["included"]]
        active = [update["active"] for update in self.inputs["included"]]
        self.mixed = exact.mix(rule, gram, weights, active, norm_bound, bytes(range(32)))
        self.leaves, self.result = [], None
        if self.mixed is not None:
            self.leaves, self.result = self.claim_of(self.mixed)

    def included(self, i, active):
        root = b3.digest(self.files[i]).hex()
        return {"member": f"{i + 1:02x}" * 32, "update_root": root, "weight": 10 + 7 * i, "active": active}

    def claim_of(self, mixed, f=None, add=trace.add_to_model):
        """The leaves and the result of these rows, where the column rule trims f, and the model is made by `add`."""
        aggregate = exact.apply(self.inputs["rule"], mixed.f if f is None else f, mixed.rows, self.columns)
        files = trace.lanes_bytes(aggregate), trace.model_bytes(add(self.base, aggregate))
        leaves = trace.leaves_of(self.spans, self.prefixes, *files)
        scores = {"norms": mixed.norms, "distances": mixed.distances, "novelties": mixed.novelties}
        result = {"coefficients": mixed.rows, **scores, **dict(zip(("aggregate_root", "model_root"), map(root_of, files)))}
        return leaves, {**result, "trace_root": b3.digest(b"".join(leaves)).hex()}

    # What a prover shows.

    def shown_leaves(self, leaves, first, last):
        return proofs.cut(b"".join(leaves), *judge.holding(first, last))

    def shown_column(self, j, s):
        return proofs.cut(self.files[j], *self.spans.chunks(s, 2))

    def gram_step(self, leaves, s):
        before = self.prefixes[s - 1] if s else []
        columns = [self.shown_column(j, s) for j in range(len(self.columns))]
        return proofs.GramStep(s, self.shown_leaves(leaves, max(s - 1, 0), s), before, columns)

    def model_step(self, claim, leaves, s, base=True):
        used = [j for j in range(len(self.columns)) if any(row[j] for row in claim["coefficients"])]
        shown = proofs.cut(self.base_file, *self.spans.chunks(s, 4)) if base else None
        gram = None if self.inputs["rule"]["column"] == "identity" else self.last_matrix(leaves)
        return proofs.ModelStep(s, self.shown_leaves(leaves, s, s), [self.shown_column(j, s) for j in used], shown, gram)

    def last_matrix(self, leaves):
        return self.prefixes[-1], self.shown_leaves(leaves, self.spans.count - 1, self.spans.count - 1)

    def coefficients(self, leaves):
        return proofs.Coefficients(*self.last_matrix(leaves))


def root_of(data):
    return b3.digest(data).hex()


def last_chunk(data):
    chunks = len(b3.chunks_of(data))
    return proofs.cut(data, chunks - 1, 1)


# Lies.


def with_leaves(result, leaves):
    """The result bound to another list, and to the roots that it folds to."""
    roots = zip(("trace_root", "aggregate_root", "model_root"), trace.roots(leaves))
    return {**result, **{key: root.hex() for key, root in roots}}


def miscounted(entries):
    """With one inner product of the first update with itself too large by one."""
    return [entries[0] + 1] + entries[1:]


def with_wrong_prefixes(round, first):
    """Leaves whose matrices are wrong from span `first` on."""
    wrong = [entries if s < first else miscounted(entries) for s, entries in enumerate(round.prefixes)]
    return [trace.prefix_hash(entries) + leaf[32:] for entries, leaf in zip(wrong, round.leaves)]


def wrapping(base, aggregate):
    """Sums that do not saturate."""
    return [(a + b + 2**31) % 2**32 - 2**31 for a, b in zip(base, aggregate)]
