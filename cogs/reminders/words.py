"""What `cogs/reminders` says."""

from bot.reminders.rules import Stopped

STOPPED = {
    Stopped.IGNORED: "**It has stopped:** three in a row went unanswered. Set a time to start it again.",
    Stopped.REFUSED: "**It has stopped:** Discord did not let me write to you. Allow direct messages from a server "
    "that we share, then set a time again.",
}

OFF = "**No more reminders.** `/me` brings them back whenever you like."

REVIEWS_ARE = ("review is", "reviews are")

TWO_OF_THESE_WENT = "-# Two of these went unanswered. After this one, I will stop; `/me` brings them back."

EVERY_DAY_AT_TIME = "**Every day at {time:%H:%M}**, {zone} time{coming}."

DAILY_REMINDER = "## Daily reminder\n{state}"

A_DIRECT_MESSAGE = "-# One direct message a day with what is due. It stops by itself after three go unanswered."

DUE = "{due} due."

NO_REVIEW_IS_DUE = "No reviews are due. How about something new?"

PRACTICE = "Practice"

TIME_FOR_A_LITTLE = "**Time for a little practice.**{due}"

NO_REMINDER_IS_SET = "No reminder is set. You get none unless you ask for them."

THE_NEXT = ", the next {from_now}"

DAILY_REMINDER_FORM = "Daily reminder"

ANOTHER_TIME = "Another time"

NO_REMINDERS = "No reminders"

AT_WHAT_TIME = "At what time"

SUCH_AS_OR_PM = "Such as 18:30, or 6:30 pm"

YOUR_CITY_OR_TIME = "Your city, or time zone"

SUCH_AS_BERLIN = "Such as Berlin, or America/New_York"

BACK = "Back"
