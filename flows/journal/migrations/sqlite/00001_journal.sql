-- +goose Up

-- "dosj": tells a journal from every other SQLite file.
PRAGMA application_id = 1685025642;

-- The number of this migration, so that opening an up-to-date journal needs
-- one read of the file's header.
PRAGMA user_version = 1;

-- One row per dossier: what the start list shows.
CREATE TABLE dossiers (
    id            INTEGER PRIMARY KEY,
    origin        TEXT    NOT NULL,
    applicant     TEXT    NOT NULL,
    head          INTEGER NOT NULL,
    updated       INTEGER NOT NULL, -- nanoseconds since 1970, UTC
    flow          TEXT    NOT NULL,
    done          INTEGER NOT NULL,
    total         INTEGER NOT NULL,
    standing      TEXT    NOT NULL,
    text          TEXT    NOT NULL,
    problem       INTEGER NOT NULL,
    closed        INTEGER NOT NULL,
    check_running INTEGER NOT NULL,
    UNIQUE (origin, applicant)
) STRICT;

-- The applicant rides along so that a search reads this index alone.
CREATE INDEX dossiers_newest ON dossiers (origin, updated DESC, applicant);

CREATE TABLE entries (
    dossier  INTEGER NOT NULL REFERENCES dossiers (id),
    seq      INTEGER NOT NULL CHECK (seq > 0),
    id       TEXT    NOT NULL UNIQUE CHECK (id <> ''),
    at       INTEGER NOT NULL, -- nanoseconds since 1970, UTC
    session  TEXT    NOT NULL,
    operator TEXT    NOT NULL,
    body     BLOB    NOT NULL,
    PRIMARY KEY (dossier, seq)
) STRICT, WITHOUT ROWID;

-- +goose StatementBegin
CREATE TRIGGER entries_follow BEFORE INSERT ON entries
WHEN NEW.seq > 1 AND NOT EXISTS (SELECT 1 FROM entries WHERE dossier = NEW.dossier AND seq = NEW.seq - 1)
BEGIN
    SELECT RAISE(ABORT, 'the entry in front is missing');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER entries_stay BEFORE DELETE ON entries
BEGIN
    SELECT RAISE(ABORT, 'entries are never removed');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER entries_keep BEFORE UPDATE ON entries
BEGIN
    SELECT RAISE(ABORT, 'entries are never changed');
END;
-- +goose StatementEnd

-- The pictures that the service has or may have, by their hash.
CREATE TABLE pictures (
    origin    TEXT    NOT NULL,
    sha256    BLOB    NOT NULL,
    applicant TEXT    NOT NULL,
    slot      TEXT    NOT NULL,
    attempt   INTEGER NOT NULL,
    state     TEXT    NOT NULL,
    PRIMARY KEY (origin, sha256, applicant, slot, attempt)
) STRICT, WITHOUT ROWID;

CREATE INDEX pictures_of ON pictures (origin, applicant, state);

-- Who has a dossier open: a courtesy, not a lock.
CREATE TABLE presences (
    origin    TEXT    NOT NULL,
    applicant TEXT    NOT NULL,
    session   TEXT    NOT NULL,
    operator  TEXT    NOT NULL,
    host      TEXT    NOT NULL,
    pid       INTEGER NOT NULL,
    started   TEXT    NOT NULL,
    at        INTEGER NOT NULL, -- nanoseconds since 1970, UTC
    doing     TEXT    NOT NULL,
    PRIMARY KEY (origin, applicant, session)
) STRICT, WITHOUT ROWID;
