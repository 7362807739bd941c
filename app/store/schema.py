"""The database's schema and the steps that lead to it. A step that was released never changes."""

from __future__ import annotations

import sqlite3

APPLICATION_ID = 0x50726C63  # "Prlc"

# 1: messages as a tree; streamed text as pieces beside it, so that a long answer is not rewritten
# four times a second; search by SQLite's own trigrams.
#
# `parent` has no CASCADE: SQLite would follow a long chat message by message and stop at 1,000
# levels. A chat's messages go in one statement, by `chat`.
VERSION_1 = """
CREATE TABLE counter (name TEXT PRIMARY KEY, next INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO counter VALUES ('id', 1);

CREATE TABLE folder (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL
) STRICT;

CREATE TABLE chat (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL DEFAULT '',
    title_by TEXT NOT NULL DEFAULT 'none' CHECK (title_by IN ('user', 'model', 'none')),
    folder INTEGER REFERENCES folder (id) ON DELETE SET NULL,
    pinned INTEGER NOT NULL DEFAULT 0,
    archived INTEGER NOT NULL DEFAULT 0,
    trashed_at REAL,
    created REAL NOT NULL,
    updated REAL NOT NULL,
    system_prompt TEXT NOT NULL DEFAULT '',
    sampling TEXT,                       -- JSON
    model TEXT NOT NULL DEFAULT '',
    draft TEXT NOT NULL DEFAULT '',
    leaf INTEGER                         -- last message of the current path
) STRICT;
CREATE INDEX chat_by_updated ON chat (updated);
CREATE INDEX chat_by_folder ON chat (folder);

CREATE TABLE message (
    id INTEGER PRIMARY KEY,
    chat INTEGER NOT NULL REFERENCES chat (id) ON DELETE CASCADE,
    parent INTEGER REFERENCES message (id),
    role TEXT NOT NULL CHECK (role IN ('user', 'assistant')),
    text TEXT NOT NULL DEFAULT '',
    thinking TEXT NOT NULL DEFAULT '',
    thinking_s REAL,
    created REAL NOT NULL,
    state TEXT NOT NULL
        CHECK (state IN ('streaming', 'whole', 'stopped', 'interrupted', 'failed')),
    session INTEGER,                     -- who streams it; see sessions.py
    chosen INTEGER,                      -- the child that was looked at last
    finish_reason TEXT NOT NULL DEFAULT '',
    error TEXT NOT NULL DEFAULT '',
    model TEXT NOT NULL DEFAULT '',
    stats TEXT,                          -- JSON
    saw TEXT                             -- JSON
) STRICT;
CREATE INDEX message_by_chat ON message (chat, parent);
CREATE INDEX message_by_parent ON message (parent);
CREATE INDEX message_streaming ON message (session) WHERE state = 'streaming';

CREATE TABLE piece (
    id INTEGER PRIMARY KEY,
    message INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
    channel TEXT NOT NULL CHECK (channel IN ('answer', 'thinking')),
    text TEXT NOT NULL
) STRICT;
CREATE INDEX piece_by_message ON piece (message);

CREATE TABLE media (
    hash TEXT PRIMARY KEY,
    extension TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('image', 'audio')),
    nbytes INTEGER NOT NULL,
    detail TEXT NOT NULL DEFAULT '',
    waveform TEXT                        -- JSON
) STRICT, WITHOUT ROWID;

CREATE TABLE part (
    message INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    media TEXT NOT NULL REFERENCES media (hash),
    name TEXT NOT NULL,
    at INTEGER NOT NULL,                 -- characters of the text before it
    PRIMARY KEY (message, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX part_by_media ON part (media);

CREATE TABLE draft_part (
    chat INTEGER NOT NULL REFERENCES chat (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    media TEXT NOT NULL REFERENCES media (hash),
    name TEXT NOT NULL,
    PRIMARY KEY (chat, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX draft_part_by_media ON draft_part (media);

CREATE VIRTUAL TABLE found_message USING fts5 (text, content='', tokenize='trigram');
CREATE TRIGGER message_is_found AFTER INSERT ON message WHEN new.text <> '' BEGIN
    INSERT INTO found_message (rowid, text) VALUES (new.id, new.text);
END;
CREATE TRIGGER message_is_found_anew AFTER UPDATE OF text ON message
WHEN new.text <> old.text BEGIN
    INSERT INTO found_message (found_message, rowid, text)
        SELECT 'delete', old.id, old.text WHERE old.text <> '';
    INSERT INTO found_message (rowid, text) SELECT new.id, new.text WHERE new.text <> '';
END;
CREATE TRIGGER message_is_lost AFTER DELETE ON message WHEN old.text <> '' BEGIN
    INSERT INTO found_message (found_message, rowid, text) VALUES ('delete', old.id, old.text);
END;

CREATE VIRTUAL TABLE found_title USING fts5 (text, content='', tokenize='trigram');
CREATE TRIGGER title_is_found AFTER INSERT ON chat WHEN new.title <> '' BEGIN
    INSERT INTO found_title (rowid, text) VALUES (new.id, new.title);
END;
CREATE TRIGGER title_is_found_anew AFTER UPDATE OF title ON chat WHEN new.title <> old.title BEGIN
    INSERT INTO found_title (found_title, rowid, text)
        SELECT 'delete', old.id, old.title WHERE old.title <> '';
    INSERT INTO found_title (rowid, text) SELECT new.id, new.title WHERE new.title <> '';
END;
CREATE TRIGGER title_is_lost AFTER DELETE ON chat WHEN old.title <> '' BEGIN
    INSERT INTO found_title (found_title, rowid, text) VALUES ('delete', old.id, old.title);
END;
"""

# 2: search by words, and by pairs of characters where a script has no spaces (`words.py`).
# Measured on 100,000 messages of 45 million characters, 15 % of them Chinese: trigrams took 184 MB
# and 66 s to build, and cannot find a Chinese word of two characters, which most are; words and
# pairs take 44 MB and 13 s, and find it in 0.02 ms.
VERSION_2 = """
DROP TRIGGER message_is_found;
DROP TRIGGER message_is_found_anew;
DROP TRIGGER message_is_lost;
DROP TABLE found_message;
CREATE VIRTUAL TABLE found_message
    USING fts5 (text, content='', tokenize='unicode61 remove_diacritics 2');
INSERT INTO found_message (rowid, text) SELECT id, words(text) FROM message WHERE text <> '';
CREATE TRIGGER message_is_found AFTER INSERT ON message WHEN new.text <> '' BEGIN
    INSERT INTO found_message (rowid, text) VALUES (new.id, words(new.text));
END;
CREATE TRIGGER message_is_found_anew AFTER UPDATE OF text ON message
WHEN new.text <> old.text BEGIN
    INSERT INTO found_message (found_message, rowid, text)
        SELECT 'delete', old.id, words(old.text) WHERE old.text <> '';
    INSERT INTO found_message (rowid, text) SELECT new.id, words(new.text) WHERE new.text <> '';
END;
CREATE TRIGGER message_is_lost AFTER DELETE ON message WHEN old.text <> '' BEGIN
    INSERT INTO found_message (found_message, rowid, text)
        VALUES ('delete', old.id, words(old.text));
END;

DROP TRIGGER title_is_found;
DROP TRIGGER title_is_found_anew;
DROP TRIGGER title_is_lost;
DROP TABLE found_title;
CREATE VIRTUAL TABLE found_title
    USING fts5 (text, content='', tokenize='unicode61 remove_diacritics 2');
INSERT INTO found_title (rowid, text) SELECT id, words(title) FROM chat WHERE title <> '';
CREATE TRIGGER title_is_found AFTER INSERT ON chat WHEN new.title <> '' BEGIN
    INSERT INTO found_title (rowid, text) VALUES (new.id, words(new.title));
END;
CREATE TRIGGER title_is_found_anew AFTER UPDATE OF title ON chat WHEN new.title <> old.title BEGIN
    INSERT INTO found_title (found_title, rowid, text)
        SELECT 'delete', old.id, words(old.title) WHERE old.title <> '';
    INSERT INTO found_title (rowid, text) SELECT new.id, words(new.title) WHERE new.title <> '';
END;
CREATE TRIGGER title_is_lost AFTER DELETE ON chat WHEN old.title <> '' BEGIN
    INSERT INTO found_title (found_title, rowid, text)
        VALUES ('delete', old.id, words(old.title));
END;
"""

# 3: messages that wait until the answer before them is there; ids are in their order.
VERSION_3 = """
CREATE TABLE queued (
    id INTEGER PRIMARY KEY,
    chat INTEGER NOT NULL REFERENCES chat (id) ON DELETE CASCADE,
    text TEXT NOT NULL
) STRICT;
CREATE INDEX queued_by_chat ON queued (chat);
CREATE TABLE queued_part (
    queued INTEGER NOT NULL REFERENCES queued (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    media TEXT NOT NULL REFERENCES media (hash),
    name TEXT NOT NULL,
    PRIMARY KEY (queued, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX queued_part_by_media ON queued_part (media);
"""

MIGRATIONS = (VERSION_1, VERSION_2, VERSION_3)
VERSION = len(MIGRATIONS)


def statements(script: str) -> list[str]:
    """The script's statements; `executescript` would commit before the first one."""
    found: list[str] = []
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            found.append(pending)
            pending = ""
    return found
