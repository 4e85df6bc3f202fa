"""The sessions with Discord as rows: a process can go on with that of another that died, or gave it away."""

import json
from collections.abc import Mapping

from sqlalchemy import and_, case, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.cluster.store import NOW
from bot.cluster.tables import sessions
from bot.kernel.sessions import Noted, Session


class SessionStore:
    """What one process notes of its sessions, and reads of another's."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._known: dict[int, Noted] = {}
        """What the rows say, as far as this process wrote them."""

    async def note(self, held: Mapping[int, int], noted: Mapping[int, Noted]) -> None:
        """Note the sessions of parts that we have, in these epochs; what a later epoch noted stays."""
        new = {part: one for part, one in noted.items() if part in held and self._known.get(part) != one}
        if not new:
            return
        put = insert(sessions).values([self._row(part, held[part], one) for part, one in sorted(new.items())])
        plain = {name: put.excluded[name] for name in ("epoch", "id", "sequence", "gateway", "left_at", "noted_at")}
        servers = case((put.excluded.servers == "", sessions.c.servers), else_=put.excluded.servers)
        newest = sessions.c.epoch <= put.excluded.epoch
        put = put.on_conflict_do_update(index_elements=["part"], set_={**plain, "servers": servers}, where=newest)
        async with self._engine.connect() as connection:
            await connection.execute(put)
        self._known |= new

    def _row(self, part: int, epoch: int, noted: Noted) -> dict[str, object]:
        """A row; where the servers are those that it has already, they are left out: there may be thousands."""
        session, known = noted.session, self._known.get(part)
        same = known is not None and known.session.id == session.id and known.servers == noted.servers
        return {
            "part": part,
            "epoch": epoch,
            "id": session.id,
            "sequence": session.sequence,
            "gateway": session.gateway,
            "servers": "" if same else json.dumps(sorted(noted.servers), separators=(",", ":")),
            "left_at": NOW if noted.in_order else None,
            "noted_at": NOW,
        }

    async def before(self, part: int, epoch: int) -> Noted | None:
        """The session of whoever had a part right before this epoch; None where nobody noted one."""
        previous = and_(sessions.c.part == part, sessions.c.epoch == epoch - 1)
        async with self._engine.connect() as connection:
            row = (await connection.execute(select(sessions).where(previous))).one_or_none()
        if row is None:
            return None
        session = Session(row.id, row.sequence, row.gateway)
        servers = json.loads(row.servers or "[]")
        return Noted(session, servers, in_order=row.left_at is not None)
