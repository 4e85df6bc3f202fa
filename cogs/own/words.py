"""What a server's own questions say."""

from bot.kernel.questions import Kind
from bot.own.rules import MOST_ITEMS, MOST_OF_ONE, MOST_PACKS, MOST_WAITING, Deed, Refusal

NOT_EDITOR = (
    "Only server managers, and members with the role that they named with `/packs editors`, can change packs. "
    "With `/packs suggest` everybody can suggest a question."
)
NOT_HERE = "A server's own questions belong to a server: use this there."
LOST = (
    "This file is in already, or you have sent another since, or it is no longer kept. "
    "Nothing is changed. Send it again with `/packs import`."
)
CHANGED_TOPICS = "The list of topics has changed since, so nothing is saved. Choose again in this one."
NO_ROOM = (
    "A form cannot hold all of this question, and part of it would be lost. Nothing is changed. Take the pack out with "
    "`/packs export` as YAML, change the question there, and bring it back with `/packs import`."
)

NO_ROOM_FOR_SUGGESTION = (
    "A form cannot hold all of this suggestion, and part of it would be lost. Accept it as it is, then take the pack "
    "out with `/packs export` as YAML and change it there."
)

REFUSED = {
    Refusal.NO_PACK: "There is no such pack here. `/packs list` shows all that there are.",
    Refusal.NO_ITEM: "There is no such question here any more.",
    Refusal.NO_TITLE: "Give the pack a title that can be read.",
    Refusal.TITLE_TAKEN: "A pack here has that title already. Choose another.",
    Refusal.MANY_PACKS: f"A server has {MOST_PACKS} packs at most. Delete one, or put these questions into another.",
    Refusal.MANY_ITEMS: (
        f"A server has {MOST_ITEMS:,} questions at most. Delete some, or take a pack out and delete it."
    ),
    Refusal.MANY_WAITING: (
        f"{MOST_OF_ONE} suggestions of one member and {MOST_WAITING} of all can wait at a time. "
        "Try again once some are decided."
    ),
    Refusal.DECIDED: "Somebody has decided on this suggestion already.",
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
    Deed.RESTORED: "brought back",
    Deed.BROUGHT: "brought from a file",
    Deed.SUGGESTED: "suggested, and accepted",
}

EDITED_BY_A_ROLE = "Server managers and members with {role} can change this server's packs."
EDITED_BY_MANAGERS = "Only server managers can change this server's packs."
