"""How many slips of the finger lie between two words."""


def edits(one: str, other: str, most: int | None = None) -> int:
    """Letters to insert, drop, replace, or swap with the next; where it takes more than `most`, one more than that.

    The library that counts them is loaded with the first word that somebody types: 3 MB that no other answer needs.
    """
    from rapidfuzz.distance import OSA

    return OSA.distance(one, other, score_cutoff=most)
