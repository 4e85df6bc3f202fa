"""The help, in words."""

HELP = """## Recall in a minute
**Play together:** `/quiz start` opens a lobby. Everybody who presses Join, or simply answers, is in. Answers are \
private; the key, the reason and the source come when the question closes.
**Kinds of question:** press a letter; choose several in a menu; for the others press **Answer** and tap, match or \
type.
**Every day:** press **Play** on the day's post; `/daily` shows your streak and the standings.
**Alone:** `/practice` asks what is due, then what is weak; `/weakspots` shows where you stand; `/me` has your data, \
an exam date, and the way to erase everything. All private, in every server and in direct messages.
**Find it again:** `/quiz show` brings the running quiz to the bottom, `/quiz stop` ends it.
-# "Locked in" means that your answer is saved, whatever happens to the bot."""

FOR_ORGANISERS = """**For you, who manage this server:** you may pause, skip and stop any quiz (button **Host**). \
`/settings daily` sets up a challenge that comes every day by itself. \
`/weakspots scope:server` shows what the group should look at, nobody named; `/packs reports` what people reported. \
Recall needs View Channel and Send Messages where it plays, and for quizzes in threads Create Public Threads and Send \
Messages in Threads."""

WELCOME = """## Hello, this is Recall
I quiz study groups for AWS's AI and ML certifications.
**To begin:** type `/quiz start` in a channel. `/help` says how it works.
-# Stored are the answers you give, with your id and the name you go by here. I read no messages."""
