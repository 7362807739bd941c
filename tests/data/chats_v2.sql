-- A database of schema 2 as it lay on a disk: what chats_v1.sql holds, and a draft with a picture.
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
PRAGMA application_id = 1349676131;
PRAGMA user_version = 2;

UPDATE counter SET next = 100;
INSERT INTO folder VALUES (1, 'Reisen');
INSERT INTO chat (id, title, title_by, folder, pinned, created, updated, system_prompt, sampling, model, draft, leaf)
VALUES (2, '里斯本之旅', 'user', 1, 1, 1700000000.0, 1700000100.0, 'Be brief.', '{"temperature": 0.5}', 'starter', 'and then?', 12);
INSERT INTO chat (id, title, title_by, created, updated) VALUES (3, '', 'none', 1700000200.0, 1700000200.0);
INSERT INTO media VALUES ('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', '.png', 'image', 3, '1×1', NULL);
INSERT INTO message (id, chat, parent, role, text, created, state, chosen)
VALUES (10, 2, NULL, 'user', '机器学习 in Café Lisboa', 1700000000.0, 'whole', 12);
INSERT INTO message (id, chat, parent, role, text, thinking, thinking_s, created, state, finish_reason, model, stats)
VALUES (11, 2, 10, 'assistant', 'The first answer.', 'Hm.', 1.5, 1700000001.0, 'whole', 'stop', 'starter', '{"ttft_s": 0.5}');
INSERT INTO message (id, chat, parent, role, created, state, session) VALUES (12, 2, 10, 'assistant', 1700000002.0, 'streaming', 99);
INSERT INTO piece (message, channel, text) VALUES (12, 'answer', 'The second, ');
INSERT INTO piece (message, channel, text) VALUES (12, 'answer', 'cut');
INSERT INTO part VALUES (10, 0, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'cafe.png', 0);
INSERT INTO draft_part VALUES (3, 0, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'cafe.png');
