"""Essay evenings, in words."""

from bot.evenings.rules import Phase, Refusal

NO_CHANNEL = "An essay evening needs a channel of a server that Recall is in."


NO_ESSAYS = "There are no subjects here. The operator of this bot can add essays to the question packs."

NO_SUCH = "{text} is not a subject here. `/course write` lists them all."

OPENED = "The evening is open. You are its host: you can say that the time is up, or call it off."

REFUSALS = {
    Refusal.UNKNOWN: "That essay evening no longer exists. `/course essay` starts a new one.",
    Refusal.NO_ESSAY: "That subject is no longer there, so the evening cannot continue.",
    Refusal.BUSY: "People in this channel are writing already. Wait until their time is up, or use another channel.",
    Refusal.SHUTTING_DOWN: "Recall is about to restart. Try again in a minute.",
    Refusal.NOT_HOST: "Only the host or an organizer can do that.",
    Refusal.TIME_IS_UP: "The time is up, so this was not saved. If you had saved something before, that counts.",
    Refusal.CALLED_OFF: "The essay evening was called off, so this was not saved. What was saved before is deleted.",
    Refusal.EMPTY: "There was no text in the form, so nothing was saved. Press **Write** again.",
    Refusal.FULL: "Forty people are writing already, and that is as many as an evening can hold.",
    Refusal.NOT_YET: "Everybody is still writing. Answers are shown once the time is up.",
    Refusal.WRITTEN_ELSEWHERE: (
        "People are writing about this subject in another essay evening right now. You can look here again when their "
        "time is up."
    ),
    Refusal.NOT_WROTE: "You have not written anything here, so there is nothing for you to mark or to see marked.",
    Refusal.NOTHING_TO_MARK: "You have marked all that was yours to mark. **My answer** shows how yours was marked.",
    Refusal.OVER: "That is over.",
}

TELL_HIDDEN = (
    "**Your essay evening can't be seen:** its message isn't in <#{channel}>, and Recall can't post there anymore. "
    "What was written is kept. Give Recall access again, and the message comes back by itself; four days after the "
    "time is up, answers and marks are deleted."
)

TELL_UNMARKED = (
    "**The answers of your essay evening can't be marked:** the message for that isn't in <#{channel}>, and Recall "
    "can't post there. What was written is kept. Give Recall access again, and the message comes by itself; four days "
    "after the time is up, answers and marks are deleted."
)

HEAD = "## ✏️ Essay evening: {subject}\n{prompt}"

HOW_IT_GOES = (
    "Everybody writes privately, {until}. Then the answers are shown without names, and each is marked by two others "
    "against the points of a good answer."
)

SAVED_SO_FAR = ("answer saved so far", "answers saved so far")

WRITE = "Write"

TIME_IS_UP = "Time is up"

CALL_IT_OFF = "Call it off"

WRITING_IS_OVER = "The time is up, so answers can no longer be written or changed. What was saved counts."

STOPPED = (
    "The time is up. Forms that are open can still be submitted for {seconds} seconds; then the answers are shown "
    "below, and marking begins."
)

NOTHING_NEW = "**There was no text in the form, so nothing has changed.**"

NOTHING_CAME = {
    Phase.CALLED_OFF: "## Essay evening: {subject}\nIt was called off. What was written is deleted.",
    Phase.UNWRITTEN: "## Essay evening: {subject}\nThe time is up, and nobody has written anything.",
}

SUBJECT_GONE = (
    "## Essay evening\nIts subject is missing from the essays right now, so nobody can write or mark. The operator of "
    "this bot can add it again. Otherwise, answers and marks are deleted within four days."
)

CLOSING = (
    "## Essay evening: {subject}\nThe time is up. Forms that are open can still be submitted for {seconds} seconds; "
    "then the answers are shown below."
)

WRITTEN = "## Essay evening: {subject}\nThe time is up: {answers}. It goes on below."

ANSWERS = ("answer", "answers")

FORM_TITLE = "Essay evening"

FORM_HINT = "Closing the form discards your text; submit it to save it"

SAVED = "## Saved\n**Your text**\n{text}"

SAVED_UNTIL = (
    "-# You can change it until the time is up, which the evening's card shows. Answers are shown without names."
)

SAVED_LAST = "-# The time is up, so this is what counts. Answers are shown without names."

CHANGE = "Change it"

MARKING_HEAD = "## ⏰ The time is up: {subject}"

RULE = {
    1: "Only one answer was written, so its author marks it alone, point by point.",
    2: "Two answers were written, so each is marked by the other's author, who is easily guessed.",
    3: "Each answer is marked by two of the others. Nobody is named, neither authors nor markers.",
}

SHORT_RULE = (
    "Each answer was to be marked by two of the others. Somebody who was to mark some has left, so these get fewer "
    "sets of marks. Nobody is named, neither authors nor markers."
)

PROGRESS = "**{done} of {sets} {are} in.** Marking is open {until}."

SETS, ARE = ("set of marks", "sets of marks"), ("is", "are")

MARK_ONE = "Mark an answer"

READ = "Read the answers"

MY_ANSWER = "My answer"

IS_CALLED_OFF = "The essay evening is called off, and what was written is deleted."

SURE_TO_CALL_OFF = "**Call the essay evening off?** What was written is deleted: {texts}."

SURE_TO_END = "**End the marking now?** {left} of {sets} {are} still missing. What has been marked counts."

SURE_TO_STOP = (
    "**Is the time up?** People were told that they can write {until}; {texts}. If you end it now, what is saved "
    "counts, and forms that are open can still be submitted for {seconds} seconds."
)

END_WRITING = "Time is up"

MARKING_ENDED = "The marking has ended. The evening's card shows how it went."

END_MARKING = "End the marking"

OVER_HEAD = "## ✏️ Essay evening: {subject}"

OVER_TOLD = "{answers}, and {done} of {sets} {are} in. **My answer** shows how yours was marked."

OVER_UNMARKED = "{answers}, and no set of marks. **My answer** shows yours beside the points of a good answer."

FARED = "**How the points fared** (✅ there, 🟨 half, ❌ missing)\n{lines}"

FARED_WAITS = "People here are writing about this again. How the points fared comes back when they are done."

FARED_LINE = "✅ {there} · 🟨 {half} · ❌ {missing} · {point}"

DELETED_THEN = "-# Answers and marks are deleted {from_now}. Marks affect neither ratings nor estimates."

CLEARED = "## Essay evening: {subject}\nIt is over, and its answers and marks are deleted."

PAGE = "-# Answer {place} of {all}{mine} · {subject}\n{text}"

YOURS = " (yours)"

NEXT_PAGE = "Next answer"

TO_MARK = "-# An answer for you to mark{more} · {subject}\n{text}"

WHOLE = "The entire answer"

MORE = ", {more} more after it"

BEGIN_MARKING = "Mark it"

THEIR_TEXT = "**The answer**\n{text}"

MY_HEAD = "## Your answer to {subject}"

NOT_MARKED = "Nobody has marked it yet."

NEVER_MARKED = "Nobody has marked it. You can compare it with the points of a good answer."

UNMARKED = "•"

MARKED_BY = {1: "Marked by one person: {got} of {all}.", 2: "Marked by two people: {got} of {all}."}

WORTH = " · {got} of {weight}"

AND = " and "

POINT_SHORT = "{signs} {point}"

REASON = "-# {why}"

WHERE = "({source})"

AWAITED = ("set of marks is still to come", "sets of marks are still to come")

SAMPLE = "A sample answer"

GONE = "its subject is gone"
