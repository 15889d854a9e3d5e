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
    done          INTEGER NOT NULL,
    total         INTEGER NOT NULL,
    standing      TEXT    NOT NULL,
    text          TEXT    NOT NULL,
    UNIQUE (origin, applicant)
) STRICT;

-- The applicant rides along so that a search reads this index alone.
CREATE INDEX dossiers_newest ON dossiers (origin, updated DESC, applicant);

-- The chain's end, and whose journal this is.
CREATE TABLE chain (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    journal TEXT    NOT NULL, -- names the journal in exported heads
    key     TEXT    NOT NULL, -- the ID of the audit key
    last    INTEGER NOT NULL, -- position of the last record
    hash    BLOB    NOT NULL  -- of the last record
) STRICT;

-- The records in the order of the chain. A tombstone belongs to no dossier; of
-- a removed entry only what the chain needs is left.
CREATE TABLE records (
    pos      INTEGER PRIMARY KEY,
    dossier  INTEGER REFERENCES dossiers (id),
    seq      INTEGER CHECK (seq > 0),
    id       TEXT UNIQUE CHECK (id <> ''),
    at       INTEGER, -- nanoseconds since 1970, UTC
    session  TEXT,
    operator TEXT,
    body     BLOB,
    leaf     BLOB,    -- of a removed entry
    tomb     INTEGER, -- position of the tombstone that counts it
    hash     BLOB NOT NULL,
    seal     BLOB NOT NULL,
    UNIQUE (dossier, seq),
    CHECK (CASE WHEN leaf IS NULL
        THEN tomb IS NULL AND id IS NOT NULL AND at IS NOT NULL AND session IS NOT NULL AND operator IS NOT NULL
            AND body IS NOT NULL AND (dossier IS NULL) = (seq IS NULL)
        ELSE tomb > pos AND coalesce(dossier, seq, id, at, session, operator, body) IS NULL END)
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER records_follow BEFORE INSERT ON records
WHEN NEW.seq > 1 AND NOT EXISTS (SELECT 1 FROM records WHERE dossier = NEW.dossier AND seq = NEW.seq - 1)
BEGIN
    SELECT RAISE(ABORT, 'the entry in front is missing');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER records_stay BEFORE DELETE ON records
BEGIN
    SELECT RAISE(ABORT, 'records are never deleted');
END;
-- +goose StatementEnd

-- The one change there is: an entry gives up its content for a tombstone that
-- stands already.
-- +goose StatementBegin
CREATE TRIGGER records_keep BEFORE UPDATE ON records
WHEN OLD.leaf IS NOT NULL OR OLD.dossier IS NULL OR NEW.leaf IS NULL
    OR NEW.pos <> OLD.pos OR NEW.hash <> OLD.hash OR NEW.seal <> OLD.seal
    OR NOT EXISTS (SELECT 1 FROM records WHERE pos = NEW.tomb AND dossier IS NULL AND body IS NOT NULL)
BEGIN
    SELECT RAISE(ABORT, 'records are never changed');
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
    typed     INTEGER NOT NULL, -- nanoseconds since 1970, UTC; 0 when the session has no person
    PRIMARY KEY (origin, applicant, session)
) STRICT, WITHOUT ROWID;
