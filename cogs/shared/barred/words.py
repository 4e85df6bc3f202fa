"""Why something cannot be shown in a channel, in words, and how an organizer mends it."""

from bot.kernel.obstacles import Barrier

LACKS = "Recall needs the permission {names} in this channel. An organizer can grant it."

VIEW_CHANNEL = "View Channel"

CREATE_PUBLIC_THREADS = "Create Public Threads"

SEND_MESSAGES_IN_THREADS = "Send Messages in Threads"

SEND_MESSAGES = "Send Messages"

ITS_CHANNEL_IS_GONE = "Its channel is gone, or Recall cannot see it. Choose another with **channel**."

NEEDS_A_TEXT_CHANNEL = "This needs a text channel. Choose one with **channel**."

RECALL_NEEDS_THE_PERMISSION_THERE = "Recall needs the permission {missing} in <#{id}>. Grant it, then try again."

READ_MESSAGE_HISTORY = "Read Message History"

NOT_IN_THREAD = "Recall is not in this private thread. Mention it here, which brings it in, then try again."

BARRED: dict[Barrier, str] = {
    Barrier.NO_ACCESS: "Recall cannot see this channel. Grant it **View Channel** here (and **Connect** in a voice "
    "channel), then try again.",
    Barrier.NO_PERMISSION: "Recall cannot write here. Grant it **View Channel** and **Send Messages** (or **Send "
    "Messages in Threads** in a thread), then try again.",
    Barrier.ARCHIVED: "This thread is archived. Write a message in it, which opens it again, then try again.",
    Barrier.LOCKED: "This thread is locked. Ask a moderator to unlock it, or try in another channel.",
    Barrier.NO_MESSAGES_HERE: "Discord does not allow this in a channel of this type. Try a text channel.",
    Barrier.GONE: "That channel no longer exists. Try another one.",
    Barrier.TOO_MANY_THREADS: "This server has as many open threads as Discord allows. Archive some, or leave "
    "**thread** out.",
    Barrier.MALFORMED: "Discord refused to show it; the reason is in the operator's log. Try other settings.",
    Barrier.LATE: "Discord is slow to respond right now. This will appear on its own as soon as it recovers.",
}
