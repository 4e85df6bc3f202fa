"""What a server's own questions say."""

from collections.abc import Sequence

from bot.kernel.choosing import Order
from bot.kernel.questions import Kind
from bot.kernel.reading import series
from bot.kernel.sources import Game
from bot.own.rules import (
    DECIDED_FOR,
    MOST_ITEMS,
    MOST_OF_ONE,
    MOST_OPTIONS,
    MOST_PACKS,
    MOST_WAITING,
    Decision,
    Deed,
    Refusal,
)
from bot.packs.limits import SHORTEST_REASON

# Who may do what

NOT_EDITOR = (
    "Only organizers, and members with the role set in `/packs editors`, can change packs. "
    "Anybody can suggest a question with `/packs suggest`."
)
NOT_HERE = "Use this in a server: packs belong to a server."
ONLY_MANAGERS = "Only organizers can set who else can change this server's packs."
EDITED_BY_A_ROLE = "Organizers and members with {role} can change this server's packs."
EDITED_BY_MANAGERS = "Only organizers can change this server's packs."

# The list

LIST_HEAD = "**What is asked here**"
LIST_OF_ALL = "In quizzes, dailies, duels, and practice."
LIST_OF_ONE = "In {game}."
HOW_TO_SWITCH = "Use the first menu to choose which topics are on."
ONLY_EDITORS_SWITCH = "Organizers choose which topics are on."
ON, OFF = "🟢 {title}", "⚪ {title} · off"
PARTLY_ON = "🟡 {title} · off in {games}"
DRAFT = "📝 {title} · draft"
NOTHING_IS_ON = "Nothing is on"
TOPICS_ON = "Topics that are on"
SHOW_A_GAME = "Show: {game}"
ALL_GAMES = "All games"
GAMES = {Game.QUIZ: "Quizzes", Game.DAILY: "Dailies", Game.DUEL: "Duels", Game.PRACTICE: "Practice"}
GAMES_WITHIN = {Game.QUIZ: "quizzes", Game.DAILY: "dailies", Game.DUEL: "duels", Game.PRACTICE: "practice"}
ORDERS = {
    Order.USUAL: "Each game's usual order",
    Order.NEW: "New questions first",
    Order.MIXED: "New and known questions mixed",
    Order.OLD: "Known questions first",
}
ORDER_NOTES = {
    Order.USUAL: "Group games ask new ones first, practice what is due",
    Order.NEW: "What has not been asked yet comes first",
    Order.MIXED: "Neither has priority",
    Order.OLD: "What has been asked before comes first",
}
ORDER_NOW = "Order: {order}. Dailies always prefer questions they have not asked recently."
ORDER_SAVED = "Saved. Order from now on: {order}."
TOPICS_SAVED = "Saved. This applies from the next game on."
TOPICS_CHANGED = "The list of topics has changed in the meantime, so nothing was saved. Choose again here."
MORE_PAGES = "Next page"
MORE_DRAFTS = "-# And {more}."
DRAFTS = ("more draft", "more drafts")
REPORTS_AND_MUTED = "Reports and muted questions"
MY_SUGGESTIONS = "My suggestions"
LIST_FOOT = "-# `/packs new` starts a pack, and `/packs import` brings questions in from a file."
LIST_FOOT_OF_MEMBERS = "-# Suggest a question with `/packs suggest`."
AMOUNT = "-# This server has {items} of its own, and can have up to {most:,}."
NEAR_THE_LIMIT = " You are near the limit."
WAITING = " · {suggestions} to decide on"
SUGGESTIONS = ("suggestion", "suggestions")
QUESTIONS = ("question", "questions")
OPEN_A_PACK = "Open a pack"
PACK_SIZE = "{state}, {size}"
NO_PACK_YET = "This server has no packs yet. Start one with `/packs new`."
NO_PACK_FOR_MEMBERS = "This server has no packs yet. Organizers can start one with `/packs new`."

# A pack

PACK_HEAD = "**{title}** · {items} · {state}\n-# Created {since}."
IS_PUBLISHED = "published: asked in games here"
IS_DRAFT = "draft: not asked yet"
PUBLISHED, DRAFT_STATE, DELETED_STATE = "published", "draft", "deleted"
HERE_IS_YOUR_PACK = "Here is your pack. Add questions, then publish it."
OPEN_A_QUESTION = "Open a question"
ADD_A_QUESTION = "Add a question…"
MORE_QUESTIONS = "More questions"
PUBLISH, UNPUBLISH = "Publish", "Make it a draft again"
PUBLISHED_NOW = "**Published.** Its questions are asked here from now on. To undo this, press **{undo}**."
DRAFT_NOW = "**This is a draft again.** Its questions are no longer asked."
IMPORT_A_FILE = "Import a file"
DELETE_THE_PACK = "Delete the pack"
ALL_PACKS = "All packs"
SUGGESTIONS_WAIT = "Suggestions ({waiting})"
DROP = (
    "**Delete {title}?** Its {items} and their history will be gone for good. "
    "To keep a copy, use `/packs export` first. What members have learned stays with them."
)
STILL_NAMED = "\n⚠️ {series} {verb} still set to ask about this. Choose another topic there."

ASKED_NOW = (
    "question of it is being asked right now; the game goes on with it",
    "questions of it are being asked right now; the games go on with them",
)


def still_named(names: Sequence[str]) -> str:
    """That these are set to ask about what is not asked any more; empty where there are none."""
    first = names[0][:1].upper() + names[0][1:] if names else ""
    listed = series([first, *names[1:]], "and")
    return STILL_NAMED.format(series=listed, verb="is" if len(names) == 1 else "are") if names else ""


DROP_NOW = "Delete it for good"
WOULD_BE_DECLINED = (
    "suggestion to decide on will be declined, and whoever made it will be told why",
    "suggestions to decide on will be declined, and whoever made them will be told why",
)
PACK_DELETED = "The pack was deleted."
DROPPED = "**{title}** was deleted."

# A question

ITEM_HEAD = "-# {pack} · {state} · {kind} · version {version}{author}"
BY_AUTHOR = " · by {author}"
EDIT, DUPLICATE, DELETE, RESTORE = "Edit", "Duplicate", "Delete", "Restore it"
HISTORY, THE_PACK, BACK, BACK_TO_IT = "History", "The pack", "Back", "Back to the question"
AS_ASKED = "**As it is asked**\n{asking}\n{options}\n-# {how_to}"
ONCE_ANSWERED = "**Once it is answered**\n{key}\n{background}\n{reasons}"
SAVED, COPIED, DELETED, RESTORED = "Saved.", "This is the copy.", "Deleted.", "It is back."
SEE_IT_IN = "See it as players will…"
PREVIEW_HEAD = "-# Preview · {look}. Its buttons do nothing here."
LOOK_GONE = "This question has no such screen."
NOT_SAVED = "**Not saved.** {why}"
NOT_WRITTEN = "Recall could not write it to its database just now. Try again in a minute."
CHANGE_IT = "Change it"
STATE_LINE = "**{version}** · {deed} by {by} {when}\n-# {asks}"
EARLIER_STATES = "-# And {more} before these."
NO_ROOM = (
    "A form cannot hold all of this question, and part of it would be lost. Nothing has changed. Take the pack out "
    "with `/packs export` as YAML, change the question there, and bring it back with `/packs import`."
)
NO_ROOM_FOR_SUGGESTION = (
    "A form cannot hold all of this suggestion, and part of it would be lost. Accept it as it is, then take the pack "
    "out with `/packs export` as YAML and change it there."
)

# What the checker finds

NO_FINDINGS = "✅ The checker found nothing to improve."
FINDINGS_HEAD = "**What could be better**"
MORE_FINDINGS = "-# And {more} more."
FINDING = "{number}. {told}"
FINDINGS = {
    "asked-already": "This pack already asks that. If one of the two answers is wrong, change or delete that question.",
    "key-length": "The right answer is much longer than the wrong ones, which gives it away. Make them similar.",
    "all-of-the-above": "An option refers to other options, and their order changes in every game. Say what it means.",
    "absolute-words": "Only wrong answers say “always”, “never”, or the like, which gives them away. Reword them.",
    "clang": "The question uses a word that only the right answer has, too. Reword one of them.",
    "grammar": "Not every answer fits the question's grammar, so it can be guessed. Write all in the same form.",
    "negative-stem": "The question asks for what is NOT so, and that is easy to misread. Ask for what is.",
    "overlap": "Two options say the same thing. Replace one of them.",
    "option-letters": "A text names an option by its letter, but options are shuffled in every game. Name the option.",
    "markdown": "It has formatting marks that will be shown as they are.",
    "disputed": "The right answer depends on a number that sources disagree on. Ask with a margin.",
    "scenario": "It is marked as a scenario, but does not have the form of one. You can still use it.",
    "status": "It mentions a service that is being retired.",
    "status-aside": "It names a service's status without needing it.",
    "reason": "Its explanation is missing or very short, so nobody who is wrong will learn why. Write at least "
    f"{SHORTEST_REASON} characters, or a reason for each answer.",
    "source-line": "Its source could not be read. Write the last line as: Source: Title, https://… (2026-11-28)",
    "source": "It gives no source. Add where this can be looked up.",
    "discord-limits": "It is too long for one of the games. Shorten it.",
}
UNKNOWN_FINDING = "Something in this question can be improved."
MENDS = {
    "stem": "{number}. Change the question",
    "lines": "{number}. Change the answers",
    "explanation": "{number}. Write the explanation",
    "source": "{number}. Write the source",
    "marks": "{number}. Remove the marks",
}
MENDED = "The formatting marks are gone."
ALIKE_WITHOUT = (
    "**Nothing has changed:** without the marks, two of the answers would be the same. To reword them, press **Edit**."
)
CHANGED_MEANWHILE = "**Nothing has changed:** somebody else was changing this question. Here it is as it is now."
NOTHING_TO_MEND = "There are no marks left to remove. Signs that belong to the text, as in 2*3, can stay."

# Suggestions

SENT = "**Thank you.** This pack's editors will review it, and you will be told what they decide."
NOT_SENT = "**Not sent.** {why}"
NONE_WAITS = "**No suggestions are waiting.**"
QUEUE_HEAD = "-# {place} of {suggestions} · {pack} · {by}, {named} · {when}"
LIKES_TO_BE_NAMED, NOT_TO_BE_NAMED = "wants to be named", "does not want to be named"
BETTER_HEAD = "**A better wrong answer** for this question:\n➕ {new}{why}"
BETTER_INSTEAD = "\n➖ It replaces: {instead}"
NOT_AS_IT_IS = "⚠️ **This cannot be accepted as it is.** {why}"
AS_ONE_MORE = " To add it as one more answer, press **{edit}**."
ACCEPT, EDIT_AND_ACCEPT, DECLINE, NEXT, UNDO = "Accept", "Edit, then accept", "Decline", "Next", "Undo"
ACCEPTED_NOW = "**Accepted.** It is now in the pack."
NOT_ACCEPTED = "**Not accepted.** {why}"
DECLINED_NOW = "**Declined.**"
UNDONE = "Undone: the suggestion is waiting again."
NOTHING_SUGGESTED = (
    f"**Nothing that you suggested here is waiting, or was decided on in the last {DECIDED_FOR.days} days.** "
    "You can suggest a question with `/packs suggest`."
)
YOUR_SUGGESTIONS = "**Your suggestions**"
BECAME = {
    Decision.WAITING: "⏳ waiting",
    Decision.ACCEPTED: "✅ accepted",
    Decision.DECLINED: "➖ declined",
}
SUGGESTION_LINE = "{became}{word}\n-# {asks}"
TOLD = {
    Decision.WAITING: "⏳ **The decision on your suggestion for {pack} in {server} was taken back.** It waits again.",
    Decision.ACCEPTED: "✅ **Your suggestion for {pack} in {server} was accepted.** Thank you!",
    Decision.DECLINED: "➖ **Your suggestion for {pack} in {server} was not accepted.**",
}
TOLD_WORD = "“{word}”"
TOLD_WHAT = "-# {asks}"
BETTER_ONE = "“{new}” as a wrong answer to: {asks}"

# Files

LOST = (
    "This file has been imported already, you have sent another one since, or it is no longer available. "
    "Nothing has changed. Send it again with `/packs import`."
)
READING_ALREADY = "**Another file is being read for you or this server.** Send this one again once its report is here."
UNREADABLE = "**This file cannot be imported.** {why}"
SAY_THE_KIND = "-# To say which kind of file it is, use `/packs import` and choose **kind**."
UNCLEAR = (
    "**Recall cannot tell which column of this table is which.** Its first row is {first}. What is that row? You then "
    "choose the columns in a form."
)
HEADINGS, NO_HEADINGS = "Headings", "A question"
COLUMNS_TITLE = "The columns of the table"
COLUMNS = {
    "question": ("The question", ""),
    "right": ("The right answer", "Its text, or its letter or number among the options"),
    "wrong": ("Wrong answers", "All columns that have one"),
    "option": ("Options", "Only if the right answer is one of these columns again"),
    "explanation": ("Why it is right", ""),
}
NEEDED_COLUMNS = {"question", "right"}
COLUMNS_OF_SEVERAL = {"wrong", "option"}
COLUMN = "{number}. {cell}"
COLUMN_TWICE = "Each column can be only one thing, and the question and the right answer are needed. Choose again."
NOT_HANDED_OVER = "Discord could not deliver this file. Send it again."
NO_FILE = "Attach a file."
WOULD_COME = "**{taken} would be imported**{changed}, {refused} would not. Nothing has changed yet."
CHANGED_OF_THEM = " ({changed} of them with changes)"
WHOLE_REPORT = "-# The attached file lists everything."
IMPORT_THEM = "Import {questions}"
NOT_NOW = "Don't import"
COMING, COMING_MORE = "+ {asks}", "+ {more} more"
ALL_COMING = "Would be imported:"
THERE_ALREADY = "Already in this pack and unchanged: {same} of them."
IMPORTED = "**{fresh} imported**{anew}{same}."
UPDATED = ", {questions} updated"
UNCHANGED = ", {questions} unchanged"
NO_QUESTION_YET = "This pack has no questions yet."
TOO_LARGE = (
    "**This pack is too large to be sent as this kind of file.** It would take {size} MB, and Discord takes at most "
    "{most} MB here. Export it in another format: YAML and QTI make the smallest files."
)
TAKEN_OUT = "**{title}** as {format}: {questions}."
WITHHELD = (
    "-# A game that you can play is asking this question right now, so its answer is hidden until everybody has "
    "answered it. Whoever wrote the question still sees it."
)
LEFT_OUT = (
    "**Not in the file: {questions}** that a game is asking right now. Export the pack again once everybody has "
    "answered."
)
STAYS = (
    "**Not imported: {questions}** that a game is asking right now. Import the file again once everybody has answered."
)
ALL_BEING_ASKED = (
    "A game is asking every question of this pack right now. Export the pack once everybody has answered them."
)
WHAT_IS_LOST = "The second file lists what this format cannot hold."

# Forms

STATEMENT, QUESTION = "The statement", "The question"
STEM_HINT = "Optional: put **two asterisks** around the words that decide"
WHY_RIGHT = "Why is that the answer?"
SOURCE_HINT = "The last line may be: Source: Title, https://… (2026-11-28)"
TAGS, TAGS_HINT = "Tags", "Separated by commas"
WHICH_IS_RIGHT, WHICH_ARE_RIGHT, IS_IT_TRUE = "Which is right?", "Which are right?", "Is it true?"
LINE = "Line {number}"
OPTIONS, OPTIONS_HINT = "The options, one per line", "You can add a reason after {apart}"
STEPS = "The steps in the right order, one per line"
PAIRS, PAIRS_HINT = "The pairs, one per line", "For example: France = Paris"
SPARE = "Answers that match nothing, one per line"
NUMBER, NUMBER_HINT = "The number", "For example: 0.8, or 12.5 ± 0.5 GB"
WORKED = "How is it worked out?"
SPELLINGS = "The answer, with other spellings below it"
NEAR = "Common wrong answers, one per line"
SUGGESTION_FOR = "A question for {title}"
YOUR_QUESTION, RIGHT_ANSWER = "Your question", "The right answer"
WRONG_ANSWERS, WRONG_HINT = "Wrong answers people might give", "One per line. If you give none, players type the answer"
NAME_ME = "Name me as the author"
DECLINE_THIS = "Decline this suggestion"
WORD_TO_AUTHOR = "A note to the person who suggested it"
BETTER_TITLE = "A better wrong answer"
BETTER_TEXT, BETTER_HINT = "Your wrong answer", "Wrong, but something people would really choose"
BETTER_WHY = "Why is it wrong?"
BETTERED_THERE = (
    "This question is one of a server's own, so a better wrong answer can only be suggested on that server. "
    "Its quizzes and dailies have the same button there, and so does your practice."
)
BETTER_FOR, BETTER_NONE = "Which answer should it replace?", "None: add it"
FILE_TITLE = "Import into {title}"
THE_FILE, FILE_HINT = "The file", "Moodle, Kahoot, Anki, Quizlet, CSV, Markdown, and more"
MARKED_EMPTY = "Line {line} is marked as right, but it has no option."
NO_PAIR = "“{text}” is not a pair: write its two sides with = between them."
NO_NUMBER = "“{text}” is not a number: write it like 0.8, or 12.5 ± 0.5 GB."
TWO_WAYS = (
    "“{text}” can be read in two ways. If the answer itself is in percent, write the sign at both numbers: 80% ± 5%. "
    "Otherwise, write how far off an answer may be as a number: 1200 ± 60."
)
LINE_TWICE = (
    "“{text}” is there twice. Write each line once; lines that differ only in capital letters count as the same."
)
REASON_ALONE = "“{text}” is a reason without anything before the //. Write both on one line."
REASON_OF_SPELLING = (
    "“{text}” is a spelling with a reason after //, and spellings have none. Write the reason into the explanation."
)
NO_MINUS = "The number after ± is how far off an answer may be: write it without a minus."

# Refusals

REFUSED = {
    Refusal.NO_PACK: "There is no such pack here. `/packs list` shows all of them.",
    Refusal.NO_ITEM: "That question is no longer here.",
    Refusal.NO_TITLE: "Give the pack a title that can be read.",
    Refusal.TITLE_TAKEN: "A pack here already has that title. Choose another.",
    Refusal.TITLE_OF_A_TOPIC: (
        "Recall already uses that title, for a topic of its own or for all topics. Choose another."
    ),
    Refusal.MANY_PACKS: (
        f"A server can have at most {MOST_PACKS} packs. Delete one, or add these questions to another pack."
    ),
    Refusal.MANY_ITEMS: (
        f"A server can have at most {MOST_ITEMS:,} questions. Delete some, or export a pack and delete it."
    ),
    Refusal.MANY_WAITING: (
        f"At most {MOST_OF_ONE} suggestions of one member, and {MOST_WAITING} in all, can wait at a time. "
        "Try again once some have been decided on."
    ),
    Refusal.DECIDED: "Somebody has already decided on this suggestion.",
    Refusal.NO_DISTRACTOR: "This question cannot take another wrong answer.",
    Refusal.BEING_ASKED: (
        "A game on this server is asking this question right now. "
        "You can suggest a better wrong answer once it has been answered there."
    ),
    Refusal.SAID_ALREADY: "The question already has that answer.",
    Refusal.MANY_OPTIONS: f"A question can have at most {MOST_OPTIONS} options. Choose which one to replace.",
    Refusal.OPTION_GONE: "The answer that this would replace is no longer in the question.",
    Refusal.CHANGED_SINCE: (
        "This question was changed while your form was open. If you save your version now, it replaces theirs."
    ),
    Refusal.NOTHING_TO_UNDO: "This can no longer be undone: the question has been changed since.",
    Refusal.UNDONE_ALREADY: "This has already been undone: the suggestion is waiting again.",
    Refusal.SUGGESTION_GONE: (
        "This can no longer be undone: the suggestion is gone. "
        f"It is kept for at most {DECIDED_FOR.days} days after the decision."
    ),
}

KIND_NAMES = {
    Kind.SINGLE: "Single choice",
    Kind.TRUE_FALSE: "True or false",
    Kind.MULTIPLE: "Several right answers",
    Kind.ORDERING: "Put in order",
    Kind.MATCHING: "Match pairs",
    Kind.NUMERIC: "A number",
    Kind.TYPED: "A word to type",
}

DEEDS = {
    Deed.WRITTEN: "written",
    Deed.EDITED: "edited",
    Deed.DELETED: "deleted",
    Deed.RESTORED: "restored",
    Deed.BROUGHT: "imported",
    Deed.SUGGESTED: "suggested by a member, accepted",
    Deed.BETTERED: "a member's wrong answer, accepted",
    Deed.COPIED: "copied",
}
