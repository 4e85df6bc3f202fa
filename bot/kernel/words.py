"""The sentences of the kernel's own refusals, which both the screens and the command line say."""

from bot.kernel.dates import DateError, Undated
from bot.kernel.numbers import quoted
from bot.kernel.unfit import AnswerError, Unfit

UNFIT: dict[Unfit, str] = {
    Unfit.NOT_OFFERED: "Choose one of the options.",
    Unfit.CHOICES: "Choose {choose} of the {offered} options.",
    Unfit.STEPS: "Put all {steps} steps in order, each once.",
    Unfit.PAIRS: "Match all {pairs} prompts.",
    Unfit.NOTHING_TYPED: "Type a word or two: a name, an abbreviation, or a term.",
    Unfit.NO_WORD: "{typed} contains no word. Type a word or two: a name, an abbreviation, or a term.",
    Unfit.NO_NUMBER_TYPED: "Type a number {how}.",
    Unfit.NO_NUMBER: "{typed} is not one number. Type a number {how}.",
    Unfit.TWO_NUMBERS: "{typed} could be {many} or {few}. Type the one that you mean, without a comma.",
    Unfit.SHARE_OR_PERCENT: "{typed}: is that {few}% or {many}%? Type the one that you mean, with the percent sign.",
    Unfit.OTHER_UNIT: "{typed}: this asks for {unit}. Type only the number, or add that unit.",
    Unfit.NO_UNIT: "{typed}: this asks for a number without a unit. Type only the number.",
    Unfit.PLAIN_NUMBER: "{typed}: this asks for a plain number. Type only the number.",
    Unfit.NO_SUCH_OPTION: "Give the texts of options, or their numbers: {options}.",
}

IN_DIGITS = "in digits"
IN_ANY_FORM = "in digits; decimals, percentages, and fractions are fine"

UNDATED: dict[Undated, str] = {
    Undated.NO_TIME: "{typed} is not a time of day. Write it like 09:00 or 9 pm.",
    Undated.NO_WEEKDAY: "{typed} is not a day of the week. Write them like: every day; Mon-Fri; Mon, Wed, Fri.",
    Undated.NO_DAY: "There is no day {typed}. Write a date like 2026-12-31.",
    Undated.NO_DATE: "{typed} cannot be read as a date. Write it like 2026-12-31.",
    Undated.SHORT_YEAR: "Write the year of {typed} with four digits: a date like 2026-12-31.",
    Undated.TWO_DAYS: "{typed} could be {first} or {second}. Type the one that you mean.",
    Undated.FAR: "{typed} is too far away. Write a date of this century, like 2026-12-31.",
    Undated.NO_YEAR: "{typed} has no year. Write the date like 2026-12-31.",
}


def how_typed(unit: str) -> str:
    """How a number in this unit can be typed; without an example, since any number could be the key of what is open."""
    return IN_DIGITS if unit else IN_ANY_FORM


def undated(error: DateError) -> str:
    """Why a day, a weekday or a time cannot be read, and how to write it."""
    readings = dict(zip(("first", "second"), (day.isoformat() for day in error.readings), strict=False))
    return UNDATED[error.why].format(typed=quoted(error.typed), **readings)


def unfit(error: AnswerError) -> str:
    """Why an answer cannot be taken, and how to give one."""
    named = {**error.parts, "typed": quoted(str(error.parts.get("typed", "")))}
    return UNFIT[error.why].format(**named, how=how_typed(str(error.parts.get("unit", ""))))
