"""Writes primitives/aggregation/tests/vectors/trace_answers.json: what docs/trace.md makes of rounds, and what proofs show.

    python3 scripts/reference/make_trace_answers.py

Lanes come from the generator of `make_known_answers.py`, so that the file need not hold them.
"""

import json
import pathlib
from dataclasses import replace

import blake3_tree as b3
import judge
import liars
import proofs
import record
import scale
import trace
from liars import Round
from make_known_answers import spec, specs

OUT = pathlib.Path(__file__).resolve().parents[2] / "primitives/aggregation/tests/vectors/trace_answers.json"
MEMBER = bytes([7]) * 32
WRONG = bytes([0xEE]) * 32
NOTHING = {"not-proven": "nothing-wrong"}


def rounds():
    """By name. Those above half a million lanes have spans of four chunks, those above a quarter of two."""
    mean, krum = spec(0, "mean"), spec(0, "krum")
    geometric = {"geometric-median": {"iterations": 30, "nu": 3}}
    median = spec(1, "each", "median")
    meamed = spec(2, "each", "meamed", weighting="equal")
    clipping = spec(1, {"centered-clipping": {"tau": 9000, "iterations": 3}})
    made = [
        Round("one lane", 1, 1, mean, seed=11),
        Round("one update", 1300, 1, mean, seed=12),
        Round("511 lanes", 511, 4, krum, seed=13),
        Round("512 lanes", 512, 4, spec(1, "caf"), seed=14, width=32767),
        Round("513 lanes", 513, 4, spec(1, "minimum-diameter"), seed=15, previous=True),
        Round("four spans", 1540, 2, mean, seed=33),
        Round("previous", 1030, 4, clipping, seed=17, previous=True, inactive=[2]),
        Round("median", 1030, 4, median, seed=18, width=32767),
        Round("buckets", 700, 6, spec(1, geometric, pre=[{"bucketing": {"size": 2}}]), seed=19),
        # One of the five is too long, so of two values that are left out one remains.
        longest_cut("lowered", 520, 5, meamed, seed=20),
        Round("all cut", 520, 2, mean, seed=21, norm_bound=5),
        Round("all cut, median", 520, 3, median, seed=22, norm_bound=5),
        # Leaves 9 and 10 of its list are in two chunks.
        Round("twelve spans", 5640, 2, mean, seed=23),
        # Leaf 31 ends where a chunk of its list does.
        Round("33 spans", 16388, 1, mean, seed=27),
        Round("spans of two chunks", 2**18 + 520, 2, mean, seed=24),
        Round("spans of four chunks", 2**19 + 520, 3, krum, seed=25),
        Round("previous, spans of four chunks", 2**19 + 5, 2, clipping, seed=26, previous=True),
    ]
    return {round.name: round for round in made}


def longest_cut(name, d, n, rule, *, seed):
    """A round whose norm bound is the norm of the second longest update."""
    norms = sorted(Round(name, d, n, rule, seed=seed).mixed.norms)
    return Round(name, d, n, rule, seed=seed, norm_bound=norms[-2] + 1)


def answer(round):
    kept = range(round.spans.count) if round.spans.count <= 12 else [0, 1, round.spans.count // 2, round.spans.count - 1]
    there = round.result is not None
    data = b"".join(round.leaves)
    return {
        "name": round.name,
        "seed": round.seed,
        "width": round.width,
        "inputs": round.inputs,
        "inputs_hash": record.inputs_hash(round.inputs).hex(),
        "span_lanes": round.spans.width,
        "spans": round.spans.count,
        "leaves": {s: round.leaves[s].hex() for s in kept} if there else {},
        "result": round.result,
        "result_hash": record.result_hash(round.inputs, round.result).hex() if there else None,
        "member": MEMBER.hex(),
        "possession": record.possession(MEMBER, round.inputs["round"], data).hex() if there else None,
    }


def rules():
    """Every rule and pre-step, encoded."""
    return [{"rule": rule, "encoded": record.encoded_rule(rule).hex()} for _, rule in specs(9, 258)]


class Proofs:
    """The vectors of proofs, each judged as it is added."""

    def __init__(self):
        self.all = []

    def add(self, name, round, proof, verdict, claim=None, inputs=None, attestation=None):
        """`proof` may be bytes. A claim or inputs that are not given are the round's own; what they change of these is kept."""
        data = proof if isinstance(proof, bytes) else proof.encode()
        found = judge.check(data, inputs or round.inputs, claim or round.result, attestation)
        assert found == verdict, (name, found)
        if verdict is not None and not isinstance(proof, bytes):
            assert proofs.decode(data) == proof, name
        attested = None if attestation is None else dict(zip(("member", "possession"), (x.hex() for x in attestation)))
        self.all.append(
            {
                "name": name,
                "round": round.name,
                "inputs": changed(round.inputs, inputs),
                "claim": changed(round.result, claim),
                "attestation": attested,
                "proof": data.hex(),
                "verdict": verdict,
            }
        )


def changed(own, other):
    return {key: value for key, value in (other or {}).items() if own is None or own[key] != value}


def guilty(fault, **given):
    return {"guilty": {fault: given} if given else fault}


def why_not(reason, **given):
    return {"not-proven": {reason: given} if given else reason}


# --- Lies about results, one after the other as in the page ----------------------------------------------------------------


def folds(out, made):
    for name in ("one lane", "four spans", "twelve spans"):
        round = made[name]
        shown = proofs.Fold(b"".join(round.leaves))
        for key, fault in (("aggregate_root", "aggregate-fold"), ("model_root", "model-fold")):
            out.add(f"another {key}, {name}", round, shown, guilty(fault), {**round.result, key: WRONG.hex()})
        out.add(f"roots as they should be, {name}", round, shown, NOTHING)


def gram_steps(out, made):
    steps = [("one lane", 0), ("one update", 2), ("four spans", 0), ("four spans", 3)]
    steps += [("previous", 2), ("twelve spans", 10), ("33 spans", 31), ("33 spans", 32), ("spans of four chunks", 256)]
    for name, s in steps:
        round = made[name]
        leaves = liars.with_wrong_prefixes(round, s)
        claim = liars.with_leaves(round.result, leaves)
        out.add(f"a wrong matrix, {name}, span {s}", round, round.gram_step(leaves, s), guilty("gram-step", span=s), claim)
    for name, s in [("four spans", 0), ("four spans", 3), ("previous", 2), ("twelve spans", 11)]:
        round = made[name]
        out.add(f"a right matrix, {name}, span {s}", round, round.gram_step(round.leaves, s), NOTHING)
    # The step after the first wrong one is right, and one before it has nothing wrong.
    round = made["four spans"]
    leaves = liars.with_wrong_prefixes(round, 2)
    claim = liars.with_leaves(round.result, leaves)
    after = replace(round.gram_step(leaves, 3), before=liars.miscounted(round.prefixes[2]))
    out.add("a right step from a wrong matrix", round, after, NOTHING, claim)
    out.add("the step before the wrong one", round, round.gram_step(leaves, 1), NOTHING, claim)


def model_steps(out, made):
    # Another lane in the aggregate; the model goes with it.
    lies = [("one lane", 0), ("513 lanes", 1), ("four spans", 3), ("previous", 2), ("median", 2), ("33 spans", 31)]
    for name, s in lies + [("spans of four chunks", 256)]:
        round = made[name]
        leaves = [leaf if t != s else leaf[:32] + WRONG + leaf[64:] for t, leaf in enumerate(round.leaves)]
        claim = liars.with_leaves(round.result, leaves)
        shown = round.model_step(claim, leaves, s, base=False)
        out.add(f"a wrong aggregate, {name}, span {s}", round, shown, guilty("aggregate-step", span=s), claim)
    # Sums that do not saturate.
    lies = [("511 lanes", 0), ("one update", 2), ("four spans", 3), ("median", 2), ("twelve spans", 11)]
    for name, s in lies + [("spans of two chunks", 256)]:
        round = made[name]
        leaves, claim = round.claim_of(round.mixed, add=liars.wrapping)
        assert claim["model_root"] != round.result["model_root"]
        shown = round.model_step(claim, leaves, s)
        out.add(f"sums that wrap, {name}, span {s}", round, shown, guilty("model-step", span=s), claim)
    # What the column rule leaves out is not the task's f, but what it was lowered to.
    round = made["lowered"]
    assert round.mixed.f == 1
    leaves, claim = round.claim_of(round.mixed, f=2)
    shown = round.model_step(claim, leaves, 1, base=False)
    out.add("more left out than the lowered f", round, shown, guilty("aggregate-step", span=1), claim)
    claim = {**round.result, "coefficients": round.result["coefficients"][:1] + round.result["coefficients"][:-1]}
    out.add("rows in another order under a column rule", round, round.model_step(claim, round.leaves, 1), guilty("coefficients"), claim)
    round = made["all cut, median"]
    leaves, claim = pretended(round)
    out.add("a result where there is none, under a column rule", round, round.model_step(claim, leaves, 1), guilty("no-result"), claim)
    for name, s in [("one lane", 0), ("four spans", 3), ("previous", 2), ("median", 2), ("lowered", 1)]:
        round = made[name]
        out.add(f"a right model, {name}, span {s}", round, round.model_step(round.result, round.leaves, s), NOTHING)
    round = made["four spans"]
    # Rows that the rule does not give: sums of which half are ties, some below zero.
    rows = [[-(2**31), 2**31]]
    leaves, claim = round.claim_of(replace(round.mixed, rows=rows))
    out.add("a right model of other rows", round, round.model_step(claim, leaves, 3), NOTHING, claim)
    claim = {**round.result, "coefficients": rows}
    shown = round.model_step(claim, round.leaves, 3, base=False)
    out.add("the model of other rows", round, shown, guilty("aggregate-step", span=3), claim)
    out.add("a right aggregate", round, round.model_step(round.result, round.leaves, 3, base=False), NOTHING)


def pretended(round):
    """What the rule would give if the norm bound cut none."""
    d, n = round.inputs["dim"], len(round.inputs["included"])
    free = Round(round.name, d, n, round.inputs["rule"], seed=round.seed)
    return free.leaves, free.result


def coefficients(out, made):
    for name in ("one update", "four spans", "previous", "buckets", "lowered"):
        round = made[name]
        first = round.result["coefficients"][0]
        moved = [[first[0] - 1] + first[1:]] + round.result["coefficients"][1:]
        lies = [("coefficients", moved, "coefficients")]
        for key in ("norms", "distances", "novelties"):
            if round.result[key]:
                lies.append((key, round.result[key][:-1] + [round.result[key][-1] + 1], "scores"))
        shown = round.coefficients(round.leaves)
        for key, wrong, fault in lies:
            out.add(f"other {key}, {name}", round, shown, guilty(fault), {**round.result, key: wrong})
        out.add(f"right coefficients and scores, {name}", round, shown, NOTHING)
    round = made["four spans"]
    shown = round.coefficients(round.leaves)
    twice = {**round.result, "coefficients": round.result["coefficients"] * 2}
    out.add("a row too many", round, shown, guilty("coefficients"), twice)
    out.add("no rows", round, shown, guilty("coefficients"), {**round.result, "coefficients": []})
    out.add("a norm too few", round, shown, guilty("scores"), {**round.result, "norms": round.result["norms"][:1]})
    round = made["all cut"]
    leaves, claim = pretended(round)
    out.add("a result where there is none", round, round.coefficients(leaves), guilty("no-result"), claim)


def with_update(round, place, data):
    """The inputs with another file behind an update's root."""
    included = [dict(update) for update in round.inputs["included"]]
    included[place]["update_root"] = liars.root_of(data)
    return {**round.inputs, "included": included}


def bad_lane(round, place, lane):
    data = round.files[place]
    return data[: 2 * lane] + (-32768).to_bytes(2, "little", signed=True) + data[2 * lane + 2 :]


def malformed(out, made):
    for name, place, lane in [("one lane", 0, 0), ("four spans", 1, 600), ("four spans", 0, 1539)]:
        round = made[name]
        data = bad_lane(round, place, lane)
        shown = proofs.MalformedLane(place, lane // 512, proofs.cut(data, lane // 512, 1))
        found = guilty("malformed-update", update=place)
        out.add(f"a malformed lane {lane}, {name}", round, shown, found, inputs=with_update(round, place, data))
    round = made["four spans"]
    for what, data in [
        ("a lane too many", round.files[1] + b"\1\0"),
        ("half a lane too few", round.files[1][:-1]),
        ("a chunk too few", round.files[1][:1024]),
        ("no lanes", b""),
    ]:
        shown = proofs.MalformedLength(1, len(data), liars.last_chunk(data))
        out.add(f"an update with {what}", round, shown, guilty("malformed-update", update=1), inputs=with_update(round, 1, data))
    data = round.files[1]
    out.add("a chunk without a malformed lane", round, proofs.MalformedLane(1, 3, proofs.cut(data, 3, 1)), NOTHING)
    right = proofs.MalformedLength(1, len(data), liars.last_chunk(data))
    out.add("an update of the right length", round, right, why_not("length-is-right"))
    for length in (len(data) + 1, len(data) + 2, len(data) - 2, 2**64 - 1, 0):
        out.add(f"an update said to have {length} bytes", round, replace(right, len=length), why_not("not-the-chunk"))
    other = proofs.MalformedLane(1, 2, proofs.cut(data, 3, 1))
    out.add("a chunk said to be at another place", round, other, why_not("not-the-chunk"))
    there_is_none = proofs.MalformedLane(1, 4, proofs.cut(data, 3, 1))
    out.add("a chunk behind the end", round, there_is_none, why_not("not-the-chunk"))
    out.add("an update that is not included", round, replace(right, update=2), why_not("no-such-update"))
    # The lane is malformed, but a step is not what shows it.
    data = bad_lane(round, 1, 1539)
    column = proofs.cut(data, *round.spans.chunks(3, 2))
    inputs, reason = with_update(round, 1, data), why_not("malformed-lane", column=1)
    for what, step in [
        ("Gram matrix", round.gram_step(round.leaves, 3)),
        ("model", round.model_step(round.result, round.leaves, 3)),
    ]:
        step = replace(step, columns=[step.columns[0], column])
        out.add(f"a malformed lane in a step of the {what}", round, step, reason, inputs=inputs)


def list_lengths(out, made):
    round = made["four spans"]
    leaves = round.leaves
    for what, data in [
        ("a leaf too many", b"".join(leaves + leaves[:1])),
        ("a leaf too few", b"".join(leaves[:-1])),
        ("a byte too many", b"".join(leaves) + b"\0"),
        ("two chunks", b"".join(leaves * 5)),
        ("nothing in it", b""),
    ]:
        claim = {**round.result, "trace_root": liars.root_of(data)}
        shown = proofs.ListLength(len(data), liars.last_chunk(data))
        out.add(f"a list with {what}", round, shown, guilty("list-length"), claim)
    for name in ("four spans", "twelve spans"):
        data = b"".join(made[name].leaves)
        right = proofs.ListLength(len(data), liars.last_chunk(data))
        out.add(f"a list of the right length, {name}", made[name], right, why_not("length-is-right"))
        out.add(f"a list said to be longer, {name}", made[name], replace(right, len=len(data) + 96), why_not("not-the-chunk"))


def possessions(out, made):
    for name in ("four spans", "twelve spans"):
        round = made[name]
        data = b"".join(round.leaves)
        shown, number = proofs.Possession(data), round.inputs["round"]
        due = record.possession(MEMBER, number, data)
        out.add(f"an attester that holds the list, {name}", round, shown, NOTHING, attestation=(MEMBER, due))
        for what, value in [
            ("made up", WRONG),
            ("of another member", record.possession(bytes([8]) * 32, number, data)),
            ("of another round", record.possession(MEMBER, {**number, "index": number["index"] + 1}, data)),
            ("of another task", record.possession(MEMBER, {**number, "task": number["task"] + 1}, data)),
            ("of another list", record.possession(MEMBER, number, data[:-1])),
        ][: 1 if name == "twelve spans" else 5]:
            out.add(f"a possession {what}, {name}", round, shown, guilty("possession"), attestation=(MEMBER, value))
        out.add(f"nobody attested, {name}", round, shown, why_not("no-attestation"))
        out.add(f"another list, {name}", round, proofs.Possession(data[:-96]), why_not("not-the-list"), attestation=(MEMBER, WRONG))


# --- What convicts nobody -------------------------------------------------------------------------------------------------


def slices(out, made):
    """Steps that would convict, with something wrong in one of their slices."""
    round = made["four spans"]
    leaves = liars.with_wrong_prefixes(round, 3)
    claim = liars.with_leaves(round.result, leaves)
    step = round.gram_step(leaves, 3)
    column = step.columns[1]
    for what, wrong in [
        ("two values swapped", replace(column, values=column.values[::-1])),
        ("another value", replace(column, values=[WRONG] + column.values[1:])),
        ("a value too many", replace(column, values=column.values + [WRONG])),
        ("a value too few", replace(column, values=column.values[:1])),
        ("a byte too many", replace(column, data=column.data + b"\0")),
        ("a byte too few", replace(column, data=column.data[:-1])),
        ("another byte", replace(column, data=bytes([column.data[0] ^ 1]) + column.data[1:])),
        ("the bytes of another span", round.shown_column(1, 2)),
        ("the bytes of another column", step.columns[0]),
    ]:
        wrong = replace(step, columns=[step.columns[0], wrong])
        out.add(f"a column with {what}", round, wrong, why_not("not-the-column", column=1), claim)
    out.add("all columns as they are", round, step, guilty("gram-step", span=3), claim)
    leaves, claim = round.claim_of(round.mixed, add=liars.wrapping)
    step = round.model_step(claim, leaves, 3)
    base = step.base
    for what, wrong in [
        ("two values swapped", replace(base, values=base.values[::-1])),
        ("a byte too many", replace(base, data=base.data + b"\0")),
        ("another lane", replace(base, data=bytes([base.data[0] ^ 1]) + base.data[1:])),
        ("the bytes of another span", proofs.cut(round.base_file, *round.spans.chunks(2, 4))),
    ]:
        out.add(f"a base model with {what}", round, replace(step, base=wrong), why_not("not-the-base"), claim)
    out.add("the base model as it is", round, step, guilty("model-step", span=3), claim)


def leaves_elsewhere(out, made):
    round = made["twelve spans"]
    leaves = liars.with_wrong_prefixes(round, 11)
    claim = liars.with_leaves(round.result, leaves)
    step = round.gram_step(leaves, 11)
    reason = why_not("not-the-leaves")
    out.add("the leaves as they are", round, step, guilty("gram-step", span=11), claim)
    out.add("one of the leaves", round, replace(step, leaves=round.shown_leaves(leaves, 11, 11)), reason, claim)
    out.add("the leaves of the true list", round, replace(step, leaves=round.shown_leaves(round.leaves, 10, 11)), reason, claim)
    out.add("the step of a span whose leaves are in one chunk", round, replace(step, span=9), reason, claim)
    out.add("the step of a span whose leaves are in both", round, replace(step, span=10), why_not("not-the-gram"), claim)
    out.add("a span that there is not", round, replace(step, span=12), why_not("no-such-span"), claim)
    model = round.model_step(claim, leaves, 11)
    out.add("a chunk of leaves too many", round, replace(model, leaf=step.leaves), reason, claim)
    out.add("a span of the model that there is not", round, replace(model, span=12), why_not("no-such-span"), claim)
    first = replace(round.coefficients(leaves), leaf=round.shown_leaves(leaves, 0, 0))
    out.add("a leaf that is not the last", round, first, reason, claim)


def matrices(out, made):
    round = made["four spans"]
    leaves = liars.with_wrong_prefixes(round, 2)
    claim = liars.with_leaves(round.result, leaves)
    step = round.gram_step(leaves, 3)
    size = why_not("gram-size")
    out.add("the right matrix before a wrong leaf", round, step, why_not("not-the-gram"), claim)
    out.add("an entry too few", round, replace(step, before=step.before[:-1]), size, claim)
    out.add("an entry too many", round, replace(step, before=step.before + [0]), size, claim)
    first = replace(round.gram_step(leaves, 0), before=[0, 0, 0])
    out.add("a matrix before the first span", round, first, size, claim)
    for entry in (2**57, -(2**57), 2**57 - 1, -(2**63)):
        other = replace(step, before=step.before[:1] + [entry] + step.before[2:])
        reason = "gram-out-of-range" if abs(entry) >= 2**57 else "not-the-gram"
        out.add(f"an entry {entry}", round, other, why_not(reason), claim)
    shown = replace(round.coefficients(round.leaves), entries=liars.miscounted(round.prefixes[-1]))
    out.add("another last matrix", round, shown, why_not("not-the-gram"))
    out.add("a last matrix with an entry too few", round, replace(shown, entries=shown.entries[1:]), size)
    # The claim's own last matrix, which no lanes have: a step shows that, and no rule is run on it.
    for what, entries in [("a negative square", [-5, 0, 9]), ("an entry out of range", [9, 2**57, 9])]:
        last = trace.prefix_hash(entries) + round.leaves[-1][32:]
        leaves = round.leaves[:-1] + [last]
        claim = liars.with_leaves(round.result, leaves)
        shown = proofs.Coefficients(entries, round.shown_leaves(leaves, 3, 3))
        out.add(f"{what} in the claim's matrix", round, shown, why_not("gram-out-of-range"), claim)
        out.add(f"{what} in the claim's matrix, by the step", round, round.gram_step(leaves, 3), guilty("gram-step", span=3), claim)
    # The column rule's.
    shown = round.model_step(round.result, round.leaves, 3)
    with_matrix = replace(shown, gram=round.last_matrix(round.leaves))
    out.add("a matrix that the rule does not need", round, with_matrix, why_not("gram-for-column-rule"))
    round = made["median"]
    shown = round.model_step(round.result, round.leaves, 2)
    out.add("no matrix, though the rule needs it", round, replace(shown, gram=None), why_not("gram-for-column-rule"))
    wrong = liars.miscounted(round.prefixes[-1]), shown.gram[1]
    out.add("another matrix for the rule", round, replace(shown, gram=wrong), why_not("not-the-gram"))


def shapes(out, made):
    round = made["four spans"]
    columns = why_not("column-count")
    step = round.gram_step(round.leaves, 3)
    out.add("a column too few", round, replace(step, columns=step.columns[:1]), columns)
    out.add("a column too many", round, replace(step, columns=step.columns * 2), columns)
    step = round.model_step(round.result, round.leaves, 3)
    out.add("a column of the model too few", round, replace(step, columns=step.columns[1:]), columns)
    # A column with no coefficient is not shown.
    claim = {**round.result, "coefficients": [[2**32, 0]]}
    out.add("a column that does not count", round, step, columns, claim)
    shown = round.model_step(claim, round.leaves, 3)
    out.add("the column that counts", round, shown, guilty("aggregate-step", span=3), claim)
    for what, rows in [
        ("no rows", []),
        ("more rows than columns", [[0, 0]] * 3),
        ("two rows where the rule has one", [[0, 0]] * 2),
        ("a row too wide", [[1, 2, 3]]),
        ("a row too heavy", [[2**32, 1]]),
        ("a row too heavy by what it takes away", [[2**32, -1]]),
        ("a row far too heavy", [[-(2**63), -(2**63)]]),
    ]:
        claim = {**round.result, "coefficients": rows}
        out.add(f"{what} in a step of the model", round, step, why_not("rows-out-of-bounds"), claim)
    data = b"".join(round.leaves)
    out.add("a list that is too short", round, proofs.Fold(data[:-96]), why_not("list-length"))
    other = data[:-1] + bytes([data[-1] ^ 1])
    out.add("a list that is another", round, proofs.Fold(other), why_not("not-the-list"))
    nobody = {**round.inputs, "included": []}
    out.add("a round of nobody", round, proofs.Fold(data), why_not("bad-record"), inputs=nobody)
    out.add("a round of no lanes", round, proofs.Fold(data), why_not("bad-record"), inputs={**round.inputs, "dim": 0})
    out.add("a round of too many lanes", round, proofs.Fold(data), why_not("bad-record"), inputs={**round.inputs, "dim": 2**27 + 1})


def no_proofs(out, made):
    """Bytes that are no encoding, beside the one that is."""
    round = made["one lane"]
    step = round.model_step(round.result, round.leaves, 0)
    data = step.encode()
    shown = round.coefficients(round.leaves).encode()
    # The compact length 1 of the entries in two bytes.
    long_form = shown[:1] + b"\5\0" + shown[2:]
    assert shown[1] == 4
    path = replace(step.leaf, values=[WRONG] * 55)
    for what, wrong in [
        ("nothing", b""),
        ("an index that there is not", b"\7" + data[1:]),
        ("a byte too many", data + b"\0"),
        ("a byte too few", data[:-1]),
        ("an option that is neither", data[:-1] + b"\2"),
        ("a length in more bytes than it needs", long_form),
        ("a malformation that there is not", proofs.MalformedLane(0, 0, step.leaf).encode().replace(b"\0" * 5, b"\0\0\0\0\2", 1)),
        ("a path of 55 values", replace(step, leaf=path).encode()),
        ("an entry more than 128 columns have", b"\3" + scale.compact(proofs.ENTRIES + 1)),
    ]:
        out.add(f"bytes: {what}", round, wrong, None)
    path = replace(step.leaf, values=[WRONG] * 54)
    out.add("bytes: a path of 54 values", round, replace(step, leaf=path), why_not("not-the-leaves"))


def hashes():
    """What members sign, and where a round's seed comes from."""
    made = []
    for place in range(3):
        number = {"task": 7 * place, "index": 300 + place}
        member, result, possession, value = (bytes([16 * place + k]) * 32 for k in range(4))
        revealed = [bytes([99 + k]) * 32 for k in range((0, 1, 70)[place])]
        made.append(
            {
                "round": number,
                "member": member.hex(),
                "result": result.hex(),
                "possession": possession.hex(),
                "value": value.hex(),
                "revealed": [value.hex() for value in revealed],
                "attestation_hash": record.attestation_hash(member, number, result, possession).hex(),
                "seed_commitment": record.seed_commitment(member, number, value).hex(),
                "round_seed": record.round_seed(number, revealed).hex(),
            }
        )
    return made


def main():
    b3.compare_with_the_package()
    made = rounds()
    out = Proofs()
    for part in (folds, gram_steps, model_steps, coefficients, malformed, list_lengths, possessions):
        part(out, made)
    for part in (slices, leaves_elsewhere, matrices, shapes, no_proofs):
        part(out, made)
    answers = {"rules": rules(), "hashes": hashes(), "rounds": [answer(round) for round in made.values()], "proofs": out.all}
    # A line for each, so that a difference can be read.
    lines = [f'"{key}":[\n' + ",\n".join(json.dumps(x, separators=(",", ":")) for x in items) + "\n]" for key, items in answers.items()]
    OUT.write_text("{" + ",\n".join(lines) + "}\n")
    print(f"wrote {len(made)} rounds and {len(out.all)} proofs to {OUT.name}")


if __name__ == "__main__":
    main()
