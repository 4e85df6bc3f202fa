"""The sentences of the kernel's own refusals, which both the screens and the command line say."""

from bot.kernel.numbers import quoted
from bot.kernel.unfit import AnswerError, Unfit

UNFIT: dict[Unfit, str] = {
    Unfit.NOT_OFFERED: "Pick from what is offered.",
    Unfit.CHOICES: "Choose {choose} of the {offered} options.",
    Unfit.STEPS: "Put all {steps} steps in order, each once.",
    Unfit.PAIRS: "Match all {pairs} prompts.",
    Unfit.NOTHING_TYPED: "Type a word or two: a name, an abbreviation, or a term.",
    Unfit.NO_WORD: "{typed} contains no word. Type a word or two: a name, an abbreviation, or a term.",
    Unfit.NO_NUMBER_TYPED: "Type a number, such as {example}.",
    Unfit.NO_NUMBER: "{typed} is not one number. Type a number, such as {example}.",
    Unfit.TWO_NUMBERS: "{typed} could be {many} or {few}. Type the one that you mean, without a comma.",
    Unfit.SHARE_OR_PERCENT: "{typed}: is that {few}% or {many}%? Type the one that you mean, with the percent sign.",
    Unfit.OTHER_UNIT: "{typed}: this asks for {unit}. Type the number alone, or with that unit.",
    Unfit.NO_UNIT: "{typed}: this asks for a number without a unit. Type just the number.",
    Unfit.PLAIN_NUMBER: "{typed}: this asks for a plain number. Type just the number.",
    Unfit.NO_SUCH_OPTION: "Give the texts of options, or their numbers: {options}.",
}

EXAMPLE, EXAMPLE_IN_UNIT = "0.75, 75%, or 3/4", "12.5"
"""Nobody counts jobs in percent."""


def unfit(error: AnswerError) -> str:
    """Why an answer cannot be taken, and how to give one."""
    named = {**error.parts, "typed": quoted(str(error.parts.get("typed", "")))}
    example = EXAMPLE_IN_UNIT if error.parts.get("unit") else EXAMPLE
    return UNFIT[error.why].format(**named, example=example)
