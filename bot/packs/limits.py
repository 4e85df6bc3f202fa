"""How long and how many the parts of an item may be, for whoever asks without knowing what an item is."""

COUNTS = {2: "two", 3: "three", 4: "four", 5: "five"}
NUMBERS = COUNTS | {6: "six", 7: "seven", 8: "eight", 9: "nine"}
MOST_OPTIONS = 10
LONGEST_STEM, LONGEST_OPTION, LONGEST_REASON, LONGEST_EXPLANATION, LONGEST_TAG = 1_500, 400, 200, 700, 60
SHORTEST_REASON = 15


def choose_ending(right: int) -> str:
    """How the stem of a multiple response ends."""
    return f"(Choose {NUMBERS[right]}.)"
