"""Who wrote each answer, noted by the database itself: none may come from a process that had lost the shard.

At the end of every transaction with an answer, a trigger notes the lease as it stands then, and who writes. Each taking
of a shard notes how many answers there were: at the end just as many must be of older epochs, so none came later.
"""

from __future__ import annotations

import psycopg
from sqlalchemy import URL

from tests.wire.rows import rows

_SET_UP = """
CREATE TABLE campaign_writes (part bigint, epoch bigint, owner text, writer text);
CREATE TABLE campaign_takings (part bigint, epoch bigint, written bigint);
CREATE FUNCTION campaign_write() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO campaign_writes SELECT part, epoch, owner, current_setting('application_name')
  FROM leases WHERE part = (SELECT (guild_id >> 22) % {shards} FROM games WHERE id = NEW.game_id);
  RETURN NULL;
END $$;
CREATE FUNCTION campaign_taking() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO campaign_takings SELECT NEW.part, NEW.epoch, count(*) FROM campaign_writes WHERE part = NEW.part;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER campaign_write AFTER INSERT OR UPDATE ON answers
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION campaign_write();
CREATE TRIGGER campaign_taking AFTER UPDATE ON leases
  FOR EACH ROW WHEN (OLD.epoch <> NEW.epoch) EXECUTE FUNCTION campaign_taking();
"""
_FOREIGN = "SELECT part, epoch, owner, writer FROM campaign_writes WHERE writer IS DISTINCT FROM owner"
_LATE = (
    "SELECT t.part, t.epoch, t.written, count(w.part) FROM campaign_takings t LEFT JOIN campaign_writes w "
    "ON w.part = t.part AND w.epoch < t.epoch GROUP BY 1, 2, 3 HAVING count(w.part) <> t.written"
)


def watch_fences(url: URL, shards: int) -> None:
    """Have the database note it from now on."""
    with psycopg.connect(host=str(url.query["host"]), user=url.username, dbname=url.database) as session:
        session.execute(_SET_UP.format(shards=shards).encode())


def fenced_writes(url: URL) -> list[str]:
    """Answers that should have been refused, in words."""
    foreign = [
        f"shard {part}, epoch {epoch}: {writer} wrote an answer, and {owner} has the shard"
        for part, epoch, owner, writer in rows(url, _FOREIGN)
    ]
    late = [
        f"shard {part}: {found} answers of epochs before {epoch}, of which {written} were there when it was taken"
        for part, epoch, written, found in rows(url, _LATE)
    ]
    return foreign + late


def takings(url: URL) -> int:
    """How often a shard has changed hands."""
    return int(str(rows(url, "SELECT count(*) FROM campaign_takings")[0][0]))
