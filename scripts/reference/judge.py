"""What a proof shows, as docs/trace.md has it ("What is recomputed, in this order").

A verdict is as the vectors have it in JSON: {"guilty": fault} or {"not-proven": reason}, and None for bytes that are no proof.
"""

import blake3_tree as b3
import exact
import proofs
import record
import scale
import trace

ENTRY_BOUND = 2**57


class NotProven(Exception):
    """Why a proof shows nothing."""


def need(holds, reason):
    if not holds:
        raise NotProven(reason)


def check(data, inputs, claim, attestation=None):
    """`attestation` is the member and its value, both as bytes."""
    try:
        proof = proofs.decode(data)
    except scale.Malformed:
        return None
    try:
        return {"guilty": judge(proof, inputs, claim, attestation)}
    except NotProven as why:
        return {"not-proven": why.args[0]}


def judge(proof, inputs, claim, attestation):
    if isinstance(proof, (proofs.MalformedLane, proofs.MalformedLength)):
        return malformed(proof, inputs)
    if isinstance(proof, proofs.Possession):
        return possession(proof, inputs, claim, attestation)
    frame = Frame(inputs, claim)
    judges = {
        proofs.Fold: fold,
        proofs.GramStep: gram_step,
        proofs.ModelStep: model_step,
        proofs.Coefficients: coefficients,
        proofs.ListLength: list_length,
    }
    return judges[type(proof)](proof, frame)


class Frame:
    """A round, a claim about it, and parts shown against them."""

    def __init__(self, inputs, claim):
        self.inputs, self.claim = inputs, claim
        self.columns = record.column_roots(inputs)
        self.n = len(self.columns)
        need(1 <= self.n <= 128 and 1 <= inputs["dim"] <= 2**27, "bad-record")
        self.spans = trace.Spans(inputs["dim"])
        self.trace_root = bytes.fromhex(claim["trace_root"])
        self.list_bytes = trace.LEAF * self.spans.count

    def leaves(self, piece, first, last):
        begin, count = holding(first, last)
        need(proofs.leads_to(piece, self.trace_root, self.list_bytes, begin, count), "not-the-leaves")
        at = first * trace.LEAF - begin * b3.CHUNK
        return [piece.data[at + i * trace.LEAF :][: trace.LEAF] for i in range(last - first + 1)]

    def in_range(self, entries):
        need(len(entries) == self.n * (self.n + 1) // 2, "gram-size")
        need(all(abs(entry) < ENTRY_BOUND for entry in entries), "gram-out-of-range")

    def mix_of_last(self, entries, piece):
        """What the rule makes of the last matrix, if this is it."""
        self.in_range(entries)
        leaf = self.leaves(piece, self.spans.count - 1, self.spans.count - 1)[0]
        need(trace.prefix_hash(entries) == leaf[:32], "not-the-gram")
        gram = trace.square(entries, self.n)
        need(all(gram[i][i] >= 0 for i in range(self.n)), "gram-out-of-range")
        weights = [update["weight"] for update in self.inputs["included"]]
        active = [update["active"] for update in self.inputs["included"]]
        seed = self.inputs["seed"]
        seed = None if seed is None else bytes.fromhex(seed)
        return exact.mix(self.inputs["rule"], gram, weights, active, self.inputs["norm_bound"], seed)

    def lanes(self, pieces, columns, s):
        """The lanes of the span of these columns. The reason names the place among those shown."""
        out = []
        for place, (piece, column) in enumerate(zip(pieces, columns)):
            shown = proofs.leads_to(piece, self.columns[column], 2 * self.spans.d, *self.spans.chunks(s, 2))
            need(shown, {"not-the-column": {"column": place}})
            out.append(trace.lanes_of(piece.data))
            need(-32768 not in out[-1], {"malformed-lane": {"column": place}})
        return out


def holding(first, last):
    """The chunks of the list that hold these leaves: the first, and how many."""
    begin = first * trace.LEAF // b3.CHUNK
    return begin, -(-(last + 1) * trace.LEAF // b3.CHUNK) - begin


def fold(proof, frame):
    need(len(proof.list) == frame.list_bytes, "list-length")
    need(b3.digest(proof.list) == frame.trace_root, "not-the-list")
    leaves = [proof.list[at : at + trace.LEAF] for at in range(0, len(proof.list), trace.LEAF)]
    _, aggregate_root, model_root = trace.roots(leaves)
    if aggregate_root.hex() != frame.claim["aggregate_root"]:
        return "aggregate-fold"
    need(model_root.hex() != frame.claim["model_root"], "nothing-wrong")
    return "model-fold"


def gram_step(proof, frame):
    s = proof.span
    need(s < frame.spans.count, "no-such-span")
    need(len(proof.columns) == frame.n, "column-count")
    if s == 0:
        need(not proof.before, "gram-size")
        before = [0] * (frame.n * (frame.n + 1) // 2)
        leaf = frame.leaves(proof.leaves, 0, 0)[0]
    else:
        before = proof.before
        frame.in_range(before)
        previous, leaf = frame.leaves(proof.leaves, s - 1, s)
        need(trace.prefix_hash(before) == previous[:32], "not-the-gram")
    lanes = frame.lanes(proof.columns, range(frame.n), s)
    after = [a + b for a, b in zip(before, trace.triangle(lanes))]
    need(trace.prefix_hash(after) != leaf[:32], "nothing-wrong")
    return {"gram-step": {"span": s}}


def model_step(proof, frame):
    s, rows, rule = proof.span, frame.claim["coefficients"], frame.inputs["rule"]
    need(s < frame.spans.count, "no-such-span")
    shaped = 1 <= len(rows) <= frame.n and all(len(row) == frame.n for row in rows)
    need(shaped and all(sum(abs(c) for c in row) <= exact.ONE for row in rows), "rows-out-of-bounds")
    identity = rule["column"] == "identity"
    need((proof.gram is None) == identity, "gram-for-column-rule")
    trimmed = 0
    if identity:
        need(len(rows) == 1, "rows-out-of-bounds")
    else:
        mixed = frame.mix_of_last(*proof.gram)
        if mixed is None:
            return "no-result"
        if mixed.rows != rows:
            return "coefficients"
        trimmed = mixed.f
    used = [j for j in range(frame.n) if any(row[j] for row in rows)]
    need(len(proof.columns) == len(used), "column-count")
    leaf = frame.leaves(proof.leaf, s, s)[0]
    lanes = dict(zip(used, frame.lanes(proof.columns, used, s)))
    first, end = frame.spans.lanes(s)
    zeros = [0] * (end - first)
    aggregate = exact.apply(rule, trimmed, rows, [lanes.get(j, zeros) for j in range(frame.n)])
    if frame.spans.value(trace.lanes_bytes(aggregate), s, 2) != leaf[32:64]:
        return {"aggregate-step": {"span": s}}
    need(proof.base is not None, "nothing-wrong")
    root = bytes.fromhex(frame.inputs["base_root"])
    need(proofs.leads_to(proof.base, root, 4 * frame.spans.d, *frame.spans.chunks(s, 4)), "not-the-base")
    model = trace.add_to_model(trace.model_of(proof.base.data), aggregate)
    need(frame.spans.value(trace.model_bytes(model), s, 4) != leaf[64:], "nothing-wrong")
    return {"model-step": {"span": s}}


def coefficients(proof, frame):
    mixed = frame.mix_of_last(proof.entries, proof.leaf)
    if mixed is None:
        return "no-result"
    if mixed.rows != frame.claim["coefficients"]:
        return "coefficients"
    wrong = any(getattr(mixed, key) != frame.claim[key] for key in ("norms", "distances", "novelties"))
    need(wrong, "nothing-wrong")
    return "scores"


def malformed(proof, inputs):
    need(proof.update < len(inputs["included"]), "no-such-update")
    root = bytes.fromhex(inputs["included"][proof.update]["update_root"])
    length = 2 * inputs["dim"]
    if isinstance(proof, proofs.MalformedLane):
        need(proofs.leads_to(proof.slice, root, length, proof.chunk, 1), "not-the-chunk")
        need(-32768 in trace.lanes_of(proof.slice.data), "nothing-wrong")
    else:
        has_other_length(root, length, proof.len, proof.last)
    return {"malformed-update": {"update": proof.update}}


def has_other_length(root, expected, length, last):
    need(length != expected, "length-is-right")
    chunks = max(-(-length // b3.CHUNK), 1)
    need(proofs.leads_to(last, root, length, chunks - 1, 1), "not-the-chunk")


def list_length(proof, frame):
    has_other_length(frame.trace_root, frame.list_bytes, proof.len, proof.last)
    return "list-length"


def possession(proof, inputs, claim, attestation):
    need(attestation is not None, "no-attestation")
    need(b3.digest(proof.list).hex() == claim["trace_root"], "not-the-list")
    member, value = attestation
    need(record.possession(member, inputs["round"], proof.list) != value, "nothing-wrong")
    return "possession"
