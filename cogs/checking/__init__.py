"""Whether an item fits on every screen of every game that shows it: asked by `packs check`, and before it is served."""

from bot.kernel.questions import Question
from cogs.checking.bounds import surely_fits


def unfit(question: Question) -> list[str]:
    """The same as `violations`, for whoever asks of very many items: a short one is not even drawn."""
    if surely_fits(question):
        return []
    from cogs.checking.drawing import violations  # with every screen there is, which takes a while

    return violations(question)
