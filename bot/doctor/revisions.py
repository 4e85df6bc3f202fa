"""Whether this Recall can work on a database as it is."""

from bot.doctor.finding import Finding, bad, ok, warn
from bot.storage.revisions import known_revisions, newest_revision


def check_revision(found: str | None, why_not: str = "") -> Finding:
    """Whether this Recall can work on a database of this revision; `why_not`: what the database itself says."""
    newest = newest_revision()
    if found == newest:
        return ok("revision", f"{found}, the newest.")
    if found is None or found in known_revisions():
        return warn("revision", f"{found}, and {newest} is the newest.", "`recall run` brings it up to date by itself.")
    if why_not:
        return bad("revision", f"{found} is newer than this Recall, which knows {newest}.", why_not)
    return warn(
        "revision", f"{found}, of a newer Recall that lets this one work with it.", "Upgrade Recall again soon."
    )
