"""What is a slip of the finger and what is another word: `unsupervised` is no misspelling of `supervised`."""

import re
from functools import cache

from bot.kernel.edits import edits
from bot.kernel.normal import NUMERALS

SLIPS = ((9, 2), (5, 1))
"""(length from which, slips): one from five letters on, two from nine; what is shorter has to be exact."""

NOT = ("un", "non", "in", "im", "ir", "il", "ab")
"""Prefixes that negate, and mean the same as each other."""

_TURNS: tuple[tuple[str, ...], ...] = (
    ("", *NOT), ("", "dis"), ("", "mis"), ("", "de", "re"), ("", "co"), ("", "bi"), ("", "up"), ("", "sub"),
    ("", "pre", "post"), ("", "over", "under"), ("", "anti", "pro"), ("", "auto"), ("", "semi"), ("", "self"),
    ("", "multi", "uni", "bi", "tri", "mono", "poly"), ("", "hyper", "hypo"), ("", "meta"), ("", "super", "sub"),
    ("micro", "macro"), ("inter", "intra", "extra"), ("mini", "maxi"), ("min", "max"), ("in", "out"), ("in", "ex"),
    ("im", "ex"), ("in", "de"), ("en", "de"), ("a", "de"), ("up", "down"), ("on", "off"), ("homo", "hetero"),
    ("endo", "exo"), ("con", "di"), ("kilo", "mega", "giga", "tera", "milli", "micro", "nano"), ("ex", "con"),
)  # fmt: skip
"""Prefixes that turn the meaning of a word when one takes another's place; the empty one: when it comes or goes."""

_NEGATED_BY_A = re.compile(r"(?:synchron|symmetr|typical|period|cycl|causal|morph|theoretical|n?isotrop)")
_RE_OR_PRE = re.compile(r"train|process|label|sampl|scal|deploy|build|index|weight|order|view|test|fit|comput|tun")

_APART = """
    mean median mode medial
    covariance covariate variance variate invariance
    correlation relation
    anova manova ancova
    adam adamw adamax nadam adagrad adadelta
    encoder decoder transcoder
    encoding decoding embedding
    bagging boosting tagging blending
    quantile quartile quintile decile
    percentile percentage percent
    inference interference reference difference
    validation valuation variation evaluation
    imputation computation amputation permutation mutation
    normalization formalization
    augmentation argumentation
    annotation notation denotation connotation
    extraction abstraction attraction subtraction
    generation regeneration degeneration
    detection selection defection election deflection
    projection protection rejection injection
    prediction production predication reduction deduction induction transduction abduction
    construction instruction destruction
    collection correction connection
    deviation derivation derivative variation
    interval internal external interna
    confidence conference
    attention retention intention
    latent latency
    argmax argmin
    softmax softmin hardmax
    pooling polling
    test text rest best
    model modal mode module
    explicit implicit
    include exclude
    inclusive exclusive
    inductive deductive transductive abductive
    ascent descent
    ascending descending
    increase decrease
    increasing decreasing
    convergence divergence
    convex concave
    upper lower
    higher lower
    sparse parse spare
    continuous contiguous
    ordinal original cardinal nominal
    binomial trinomial bimodal
    unigram bigram trigram
    push pull
    true tree false
    left right
    rate ratio
    loss gain less
    local global
    strong wrong
    trainer trainee
    shallow shadow
    batch patch match
    online offline inline
    actor factor vector
    tokenize detokenize
    sensitivity selectivity specificity sensibility
    quantization quantification
    accuracy accurately
    column volume
    positive positional
    stateless stateful
    serverless serverful
    hot cold
    signed unsigned
    stochastic scholastic
    ridge bridge
    elastic plastic
    adaptation adoption
    activation inactivation motivation
    linear bilinear
    exploration exploitation explanation exportation
    explainability exploitability
    lora qlora dora
    relu prelu gelu selu elu silu
    tuning turning pruning
    drift draft
    tensor sensor censor
    grounding rounding bounding
    leakage linkage
    bias basis
    caching catching
    stemming streaming
"""
"""Words of the field that look alike and mean different things, a group a line."""

_PLURALS = {
    "matrices": "matrix", "vertices": "vertex", "indices": "index", "hypotheses": "hypothesis", "criteria": "criterion",
    "analyses": "analysis", "axes": "axis", "biases": "bias", "phenomena": "phenomenon", "corpora": "corpus",
    "formulae": "formula", "losses": "loss", "classes": "class", "indexes": "index", "people": "person",
}  # fmt: skip
_BRITISH: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"(?<=..)is(?=(?:e|ed|es|er|ers|ing|able|ation|ations)$)", "iz"),
        (r"ys(?=(?:e|ed|es|er|ers|ing)$)", "yz"),
        (r"(?<=..)ll(?=(?:ed|ing|er|ers)$)", "l"),
        (r"(?<=..)our(?=(?:s|ed|ing|ist|able|al|ite|hood|ation)?$)", "or"),
        (r"(cent|met|lit|theat|fib|calib|spect)re(s?)$", r"\1er\2"),
        (r"(?<=..)ogue(?=s?$)", "og"),
        (r"(?<=..)ence$", "ense"),
        (r"^grey", "gray"), (r"^artefact", "artifact"), (r"^programme(?=s?$)", "program"), (r"^judgement", "judgment"),
    )
)  # fmt: skip


def slips_allowed(length: int) -> int:
    """How many slips a term or a word of so many letters and digits may have."""
    return next((slips for longest, slips in SLIPS if length >= longest), 0)


@cache
def american(word: str) -> str:
    """The word as it is spelled in America: `normalisation` as `normalization`, `labelled` as `labeled`."""
    for pattern, replacement in _BRITISH:
        word = pattern.sub(replacement, word)
    return word


def same_word(one: str, other: str) -> bool:
    """Whether two words in normal form are one word, in British or American spelling, singular or plural."""
    one, other = american(one), american(other)
    return one == other or _is_plural(one, other) or _is_plural(other, one)


def _is_plural(many: str, single: str) -> bool:
    if _PLURALS.get(many) == single:
        return True
    if len(single) < 3 or not single[-1].isalpha():
        return False
    return many in (f"{single}s", f"{single}es") or (single.endswith("y") and many == f"{single[:-1]}ies")


def slip(meant: str, typed: str, *, exact: bool = False) -> int | None:
    """How many slips lead from a word to what was typed; None where it is another word, or `exact` allows none."""
    if same_word(meant, typed):
        return 0
    meant, typed = american(meant), american(typed)
    cost = edits(meant, typed)
    if exact or not (_may_slip(meant) and _may_slip(typed)) or cost > max(slips_allowed(len(meant)), 1):
        return None
    return None if _begins_otherwise(meant, typed) or turns(meant, typed) or _is_apart(meant, typed, cost) else cost


def _may_slip(word: str) -> bool:
    """A slip never touches a digit, a sign, a numeral, or what is as short as an abbreviation."""
    return len(word) > 3 and word.isalpha() and word not in NUMERALS


def _begins_otherwise(meant: str, typed: str) -> bool:
    """Another first letter makes a short word another word, unless it was left out or changed places."""
    swapped = meant[:2] == typed[1::-1]
    return len(meant) < 7 and meant[0] != typed[0] and not swapped and typed != meant[1:]


def turns(meant: str, typed: str) -> bool:
    """Whether a prefix that turns the meaning was added, dropped or changed: `nonlinear`, `asymmetric`, `decoder`."""
    plain = edits(meant, typed)
    return (
        _negated_by_a(meant, typed)
        or _negated_by_a(typed, meant)
        or any(
            _is_change(meant, typed, one, other, plain)
            for prefixes in _TURNS
            for one in prefixes
            for other in prefixes
            if one != other and not (one in NOT and other in NOT)
        )
        or any(
            _is_change(meant, typed, *pair, plain) for pair in (("re", "pre"), ("pre", "re")) if _again(meant, typed)
        )
    )


def _is_change(meant: str, typed: str, one: str, other: str, plain: int) -> bool:
    """Whether changing the prefix explains the difference as cheaply as anything else does."""
    if not (meant.startswith(one) and typed.startswith(other)):
        return False
    stem, given = meant[len(one) :], typed[len(other) :]
    if min(len(stem), len(given)) < 4 and (stem or given):
        return False
    return edits(one, other) + edits(stem, given) == plain and edits(stem, given) < 2


def _negated_by_a(one: str, other: str) -> bool:
    return one.startswith("a") and bool(_NEGATED_BY_A.match(one[1:])) and one[1:3] == other[:2]


def _again(meant: str, typed: str) -> bool:
    return any(bool(_RE_OR_PRE.match(re.sub("^p?re", "", word))) for word in (meant, typed))


def _is_apart(meant: str, typed: str, cost: int) -> bool:
    """Whether what was typed is at least as near to a word that the field keeps apart from the one meant."""
    return any(edits(mate, typed) <= cost for mate in _mates(meant))


@cache
def _mates(word: str) -> frozenset[str]:
    groups = [frozenset(map(american, group.split())) for group in _APART.strip().splitlines()]
    singular = word.removesuffix("s")
    return frozenset(mate for group in groups if group & {word, singular} for mate in group - {word, singular})
