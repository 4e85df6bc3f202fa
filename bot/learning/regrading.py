"""An old answer judged by a question as it stands now, where a key was mended since."""

from bot.kernel.grading import Answer
from bot.kernel.questions import Choice, Numeric, Question, Typed


def answer_to(now: Question, before: Question, answer: Answer) -> Answer | None:
    """The answer as one to the mended question; None where the two do not ask the same thing.

    They ask the same when the stem and what was offered are the same, in whatever order. Orderings and matchings
    are what their key makes them, so a mended one is another question. An erased person's
    text is not there any more.
    """
    if before.kind is not now.kind or before.asking != now.asking:
        return None
    if isinstance(before.body, Choice) and isinstance(now.body, Choice):
        places = {option.text: place for place, option in enumerate(now.body.options)}
        if places.keys() != {option.text for option in before.body.options} or before.choose != now.choose:
            return None
        return tuple(sorted(places[before.body.options[int(i)].text] for i in answer))
    return answer if isinstance(now.body, Numeric | Typed) and answer else None
