"""What a proof is judged by, as docs/trace.md has it: frozen inputs, a claimed result, an attestation; their encodings and hashes.

Inputs and results are dictionaries as the vectors have them in JSON; roots and members are hexadecimal there.
"""

import blake3_tree as b3
from scale import fixed, of_list, of_option

WEIGHTINGS = ["equal", "samples", "reputation"]
COLUMN_RULES = ["identity", "median", "trimmed-mean", "meamed"]
# The name, and the parameters in their order, each with its kind; the place is the index.
PRE_STEPS = [("clip", {"tau": "Q"}), ("nearest-neighbour-mixing", {}), ("bucketing", {"size": "H"}), ("arc", {}), ("clip-to-median", {})]
MIXES = [
    ("mean", {}),
    ("geometric-median", {"iterations": "H", "nu": "I"}),
    ("krum", {}),
    ("multi-krum", {"m": "H"}),
    ("each", {}),
    ("centered-clipping", {"tau": "Q", "iterations": "H"}),
    ("minimum-diameter", {}),
    ("monna", {}),
    ("caf", {}),
    ("smea", {}),
    ("bulyan", {}),
    ("approximate-geometric-median", {"iterations": "H", "nu": "I"}),
]


def encoded_variant(variants, value):
    name, given = (value, {}) if isinstance(value, str) else next(iter(value.items()))
    index = next(i for i, (known, _) in enumerate(variants) if known == name)
    return bytes([index]) + b"".join(fixed(kind, given[key]) for key, kind in variants[index][1].items())


def encoded_rule(rule):
    pre = of_list([encoded_variant(PRE_STEPS, step) for step in rule["pre"]])
    head = fixed("H", rule["f"]) + bytes([WEIGHTINGS.index(rule["weighting"])])
    return head + pre + encoded_variant(MIXES, rule["mix"]) + bytes([COLUMN_RULES.index(rule["column"])])


def encoded_round(number):
    return fixed("I", number["task"]) + fixed("I", number["index"])


def encoded_inputs(inputs):
    def optional(root):
        return of_option(None if root is None else bytes.fromhex(root))

    def included(update):
        roots = bytes.fromhex(update["member"]) + bytes.fromhex(update["update_root"])
        return roots + fixed("I", update["weight"]) + bytes([update["active"]])

    return b"".join(
        [
            encoded_round(inputs["round"]),
            bytes.fromhex(inputs["spec_hash"]),
            bytes.fromhex(inputs["base_root"]),
            optional(inputs["previous_aggregate_root"]),
            fixed("I", inputs["dim"]),
            fixed("B", inputs["scale"]),
            fixed("Q", inputs["norm_bound"]),
            encoded_rule(inputs["rule"]),
            optional(inputs["seed"]),
            of_list([included(update) for update in inputs["included"]]),
        ]
    )


def encoded_result(result):
    def numbers(kind, values):
        return of_list([fixed(kind, value) for value in values])

    rows = of_list([numbers("q", row) for row in result["coefficients"]])
    scores = b"".join(numbers("Q", result[key]) for key in ("norms", "distances", "novelties"))
    return rows + scores + b"".join(bytes.fromhex(result[key]) for key in ("aggregate_root", "model_root", "trace_root"))


def inputs_hash(inputs):
    return b3.digest(encoded_inputs(inputs), b3.derived("guild 2026-11 round inputs v2"))


def result_hash(inputs, result):
    return b3.digest(inputs_hash(inputs) + encoded_result(result), b3.derived("guild 2026-11 round result v3"))


def possession(member, number, data):
    """Of a member (32 bytes) in a round."""
    key = b3.digest(member + encoded_round(number), b3.derived("guild 2026-11 possession v1"))
    return b3.digest(data, b3.keyed(key))


def attestation_hash(member, number, result, possession):
    """What an attester's worker key signs."""
    return b3.digest(member + encoded_round(number) + result + possession, b3.derived("guild 2026-11 attestation v1"))


def seed_commitment(member, number, value):
    return b3.digest(member + encoded_round(number) + value, b3.derived("guild 2026-11 seed commitment v1"))


def round_seed(number, revealed):
    """Of the values that were revealed, in the order of the electorate."""
    return b3.digest(encoded_round(number) + of_list(revealed), b3.derived("guild 2026-11 round seed v1"))


def column_roots(inputs):
    """The updates', and the previous aggregate's if there is one and fewer than 128 updates are included."""
    roots = [bytes.fromhex(update["update_root"]) for update in inputs["included"]]
    previous = inputs["previous_aggregate_root"]
    return roots + ([bytes.fromhex(previous)] if previous is not None and len(roots) < 128 else [])
