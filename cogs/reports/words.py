"""Reports in words."""

from bot.reports.rules import MOST_OPEN, Complaint, Outcome, Report
from bot.study.items import Distractor, ItemReport, NotEnough
from cogs.shared.literal import literal
from cogs.shared.words import cut, name, percent

COMPLAINTS: dict[Complaint, str] = {
    Complaint.WRONG_KEY: "The answer marked as right is wrong",
    Complaint.UNCLEAR: "It is unclear",
    Complaint.OUTDATED: "It is out of date",
    Complaint.OTHER: "Something else",
}

OUTCOMES: dict[Outcome, str] = {
    Outcome.OPEN: "waiting for an organizer",
    Outcome.MUTED: "no longer asked on that server",
    Outcome.KEPT: "an organizer reviewed it and did not mute it",
}

FOR_NOBODY = "not sent to any server, so nobody reviews it"
"""What is said of a report from before such ones were refused."""

NOBODY_WOULD_SEE = (
    "**Nobody would see this report:** this was not begun on a server, and reports go to a server's organizers. "
    "If you meet the question on a server, report it there."
)
HERE = "this server"
NO_QUESTION = "That message shows no question. Use this on a question or its reveal."
NONE_MET = "You can report a question of this game once you have answered it, or once it is closed."
NOT_ORGANISER = "Only organizers can do that."
WITHHELD = (
    "-# A game that you can play is asking this question right now, so its key, the reports' text, and the statistics "
    "are hidden."
)
ALL_PACKS = "All packs"

NO_REPORTS = "There are no open reports here."

LONGEST_OPTION = 60
"""Characters of an option that is quoted: enough to know it by."""

MUTED_IT_IS_NO = "Muted: it is no longer asked here."

UNMUTED_IT_IS_ASKED = "Unmuted: it is asked here again. Whoever reported it will see under `/me` that you kept it."

KEPT_THE_PERSON_WHO = "Reviewed, not muted. Whoever reported it will see that under `/me`."

DECIDED_ALREADY = "Nothing has changed: somebody has already decided on these reports."

REPORTED_QUESTIONS = ("reported question", "reported questions")

THIS_QUESTION_IS_NO = "This question is no longer in any pack, so it is not asked anymore. Nothing is left to decide."

REPORT_THIS_QUESTION = "Report this question"

MUTE_IT_HERE = "Mute it here"

KEEP_IT = "Keep it"

CLOSE_REPORT = "Close the report"

WHAT_IS_WRONG = "What is wrong?"

IN_YOUR_WORDS = "In your words"

BEST_WITH_A_SOURCE = "If you can, include a source"

NEXT_REPORT = "Next report"

MORE_REPORTS = "More reports ({page} of {pages})"

MUTED_HERE_ASK_ONE = "{muted} muted here: choose one to unmute"

MORE_THAT_IS_MUTED = "More muted questions ({page} of {pages})"


WHICH_QUESTION = "Which question?"


def thanks(where: str) -> str:
    """What whoever sent a report is told; `where`: see `server_text`."""
    return f"**Thank you.** The organizers of {where} will see your report; `/me` tells you what became of it."


def many_open(where: str) -> str:
    """Why no more reports are taken."""
    return (
        f"**This report was not sent:** {MOST_OPEN} of your reports are waiting on {where}. "
        "Once its organizers have reviewed some, you can send more."
    )


def server_text(called: str | None) -> str:
    """Another server than the one where a report is sent, by its name where that is known."""
    return f"**{name(called)}**" if called else "the server that this belongs to"


def outcome_of(report: Report) -> str:
    """What became of a report."""
    return OUTCOMES[report.outcome] if report.guild_id else FOR_NOBODY


def statistics(item: ItemReport | None) -> str:
    """How a question works so far, or what is missing to say so."""
    if item is None:
        return "-# Nobody has answered it yet."
    lines = [
        f"Right: {_share(item.facility)}",
        f"Separates strong from weak players: {_discrimination(item.discrimination)}",
    ]
    if not isinstance(item.distractors, NotEnough):
        lines += [f"{_distractor(one)}" for one in item.distractors]
    if not isinstance(item.look_again, NotEnough) and item.look_again:
        lines.append(f"⚠️ Strong players choose “{_quoted(item.look_again[0])}”, so check the key.")
    return "\n".join(f"-# {line}" for line in lines)


def _share(figure: float | NotEnough) -> str:
    return _missing(figure) if isinstance(figure, NotEnough) else f"{percent(figure)} at the first attempt"


def _discrimination(figure: float | NotEnough | None) -> str:
    if isinstance(figure, NotEnough):
        return _missing(figure)
    return "unknown: everybody answers the same way" if figure is None else f"{figure:.2f} (0.2 or more is good)"


def _missing(figure: NotEnough) -> str:
    return f"not enough answers yet ({figure.have} of {figure.need})"


def _distractor(one: Distractor) -> str:
    return (
        f"{percent(one.share)} choose “{_quoted(one.option)}”{'' if one.works else ', so it hardly distracts anybody'}"
    )


def _quoted(option: str) -> str:
    return literal(cut(option, LONGEST_OPTION))
