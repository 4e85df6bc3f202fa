"""Whether a short name abbreviates a long one, as people and AWS write abbreviations."""

import re
from collections.abc import Iterator

from bot.kernel.normal import VENDORS, tokens, without_vendor

Parts = tuple[str, ...]

_SMALL = frozenset(
    ["of", "the", "and", "to", "for", "in", "on", "a", "an", "at", "by", "with", "per", "from", "over", "as", "apache"]
)
"""Words that an abbreviation may pass over: IAM is Identity and Access Management."""

_BRACKETS = re.compile(r"^(.+?)\s*[(\[{（]([^()\[\]{}（）]+)(?:[)\]}）]\s*(.*?))?[.\s]*$", re.DOTALL)
_BEFORE = _SMALL | {"amazon", "aws", "bedrock", "sagemaker", "ai"}
"""Words behind which a name may begin that brackets abbreviate: root mean squared error is not MSE."""
_REPEATED = re.compile("([a-z])([2-9])")
_WHOLE = 4
"""Letters of the longest word that an abbreviation may hold whole, as AI in A2I or AMI in DLAMI."""

_IRREGULAR = {
    "acm": "certificate manager", "auc": "area under the roc curve", "auroc": "area under the roc curve",
    "bleu": "bilingual evaluation understudy",
    "dppl": "difference in positive proportions in predicted labels", "emr": "elastic mapreduce",
    "hpo": "hyperparameter optimization", "llmops": "large language model operations",
    "lora": "low rank adaptation", "mlops": "machine learning operations", "qlora": "quantized low rank adaptation",
    "relu": "rectified linear unit", "shap": "shapley additive explanations",
    "smote": "synthetic minority oversampling technique", "vae": "variational autoencoder",
    "xai": "explainable ai", "xgboost": "extreme gradient boosting",
}  # fmt: skip
"""Abbreviations of the exams' terms that are no first letters."""


def abbreviates(short: str, long: str) -> bool:
    """Whether the one is made of the other's first letters: TPR of true positive rate, kNN of k-nearest neighbors.

    The vendor's name counts or not on either side (`AWS KMS`, ACM of AWS Certificate Manager), a digit may stand for
    letters that repeat (S3, EC2), and a word with hyphens for one letter (t-SNE).
    """
    brief, chunks = tokens(short), [parts for word in long.split() if (parts := tokens(word))]
    while len(brief) > 1 and len(chunks) > 1 and chunks[-1] == brief[-1:]:
        brief, chunks = brief[:-1], chunks[:-1]  # CoT prompting
    while len(brief) > 1 and len(chunks) > 1 and chunks[0] == brief[:1] and brief[:1] not in VENDORS:
        brief, chunks = brief[1:], chunks[1:]  # area under the ROC curve
    whole = {"".join(words) for words in (brief, without_vendor(brief))}
    shorts = whole | {letters.removesuffix("s") for letters in whole}
    words = without_vendor(tuple("".join(parts) for parts in chunks))
    named = chunks[len(chunks) - len(words) :]
    return any(
        len(letters) > 1 and (_is_irregular(letters, named) or _is_made_of(letters, chunks, named))
        for letters in shorts | {_REPEATED.sub(lambda found: found[1] * int(found[2]), one) for one in shorts}
    )


def _is_irregular(letters: str, chunks: list[Parts]) -> bool:
    return "".join("".join(parts) for parts in chunks) == _IRREGULAR.get(letters, " ").replace(" ", "")


def _is_made_of(letters: str, *longs: list[Parts]) -> bool:
    return any(sum(map(len, long)) > 1 and len(letters) in _reached(letters, long) for long in longs)


def _reached(letters: str, chunks: list[Parts]) -> set[int]:
    """How many of the letters the words can account for, each in its turn."""
    places = {0}
    for parts in chunks:
        ends = places
        for part in parts:
            ends = {end for place in ends for end in _ends(letters, place, part)}
        if len(parts) > 1:  # a compound may stand for its first letter alone
            ends |= {end for place in places for end in _ends(letters, place, parts[0])}
        places = ends
    return places


def _ends(letters: str, place: int, part: str) -> Iterator[int]:
    if letters.startswith(part[0], place):
        yield place + 1
    if len(part) <= _WHOLE and letters.startswith(part, place):
        yield place + len(part)
    if part in _SMALL:
        yield place


def both_names(text: str) -> Iterator[tuple[str, str]]:
    """The two names of a text with an abbreviation in brackets, each with what follows: `… Management (IAM) role`.

    What the brackets abbreviate may begin later: `area under the receiver operating characteristic (ROC) curve`.
    """
    if found := _BRACKETS.match(text.strip()):
        words, inner, tail = found[1].split(), found[2].strip(), found[3] or ""
        begins = [at for at in range(len(words)) if at == 0 or words[at - 1].casefold() in _BEFORE]
        for at in begins:
            core = " ".join(words[at:])
            if abbreviates(inner, core) or abbreviates(core, inner):
                yield f"{found[1]} {tail}".strip(), " ".join((*words[:at], inner, tail)).strip()
                return
