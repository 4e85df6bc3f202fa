"""The help, in words."""

HELP = """## Recall in a minute
**Play together:** `/quiz start` opens a lobby. Everybody who presses Join, or simply answers, is in. Answers are \
private; the key, the reason and the source come when the question closes.
**Kinds of question:** press a letter; choose several in a menu; for the others press **Answer** and tap, match or \
type.
**One against one:** `/duel` challenges somebody, or anybody, live or within a day; so does **Challenge to a duel** in \
a person's menu, under Apps. Rated duels move your rating.
**Every day:** press **Play** on the day's post; `/daily` shows your streak and the standings.
**Who leads:** `/leaderboard`, by points, accuracy, rating or streak; this week opens first, so that everybody can win.
**Alone:** `/practice` asks what is due, then what is weak; `/weakspots` shows where you stand; `/me` has your data, \
an exam date, and the way to erase everything. All private, in every server and in direct messages.
**Find it again:** `/quiz show` brings the running quiz to the bottom, `/quiz stop` ends it.
-# "Locked in" means that your answer is saved, whatever happens to the bot."""

FOR_ORGANISERS = """**For you, who manage this server:** `/settings show` checks the set-up and says what to do next. \
`/settings daily` sets up a challenge that comes every day by itself, `/settings server` what a quiz here is like \
unless its host says otherwise. You may pause, skip and stop any quiz (button **Host**). \
`/weakspots scope:server` shows what the group should look at, nobody named; `/packs reports` what people reported. \
Recall needs View Channel and Send Messages where it plays, and for quizzes in threads Create Public Threads and Send \
Messages in Threads."""

WELCOME = """## Hello, this is Recall
I quiz study groups for AWS's AI and ML certifications.
**Start a quiz:** `/quiz start` in any channel; everybody there can join.
**Set up the daily:** whoever manages this server chooses the hour with `/settings daily`, and a few questions come \
every day by themselves. `/settings show` checks that all is in place.
**What is stored:** the answers people give, with their id and the name they go by here. I read no messages, and `/me` \
shows, exports and erases what is one's own.
-# `/help` says how everything works."""
