"""Messages taken out of a chat for good, with all that follows them."""

from __future__ import annotations

from app.store.database import Database
from app.store.messages import Messages

_BELOW = """
WITH RECURSIVE below (id) AS (
    VALUES (?)
    UNION ALL
    SELECT message.id FROM message JOIN below ON message.parent = below.id)
"""


def remove(database: Database, messages: Messages, id: int) -> None:
    """Delete a message and what follows it on every branch; the chat stays, even if empty.

    The chat is looked at where the message stood: another version of it, or what came before.
    Nothing happens if the message is not there.
    """
    with database.transaction():
        row = database.row("SELECT chat, parent FROM message WHERE id = ?", id)
        if row is None:
            return
        chat, parent = row["chat"], row["parent"]
        # In one statement: a message that still has an answer could not go before that.
        database.run(f"{_BELOW} DELETE FROM message WHERE id IN (SELECT id FROM below)", id)
        if database.value(
            "SELECT 1 FROM chat JOIN message ON message.id = chat.leaf WHERE chat.id = ?", chat
        ):
            return  # another branch is looked at
        neighbour = database.value(
            "SELECT id FROM message WHERE chat = ? AND parent IS ? "
            "ORDER BY created DESC, id DESC LIMIT 1",
            chat,
            parent,
        )
        following = parent if neighbour is None else neighbour
        if following is None:
            database.run("UPDATE chat SET leaf = NULL WHERE id = ?", chat)
        else:
            messages.switch(following)
