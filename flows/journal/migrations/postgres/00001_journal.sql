-- +goose Up

-- The connection's search_path names the schema "dossier", which is there
-- already: goose keeps its own table in it.

-- Text compares byte by byte ("C"), as in SQLite: an order that no language
-- setting of the server changes, and an index that no update of its operating
-- system spoils.

-- One row per dossier: what the start list shows.
CREATE TABLE dossiers (
    id            BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    origin        TEXT COLLATE "C" NOT NULL,
    applicant     TEXT COLLATE "C" NOT NULL,
    head          BIGINT  NOT NULL,
    updated       BIGINT  NOT NULL, -- nanoseconds since 1970, UTC
    flow          TEXT    NOT NULL,
    done          INTEGER NOT NULL,
    total         INTEGER NOT NULL,
    standing      TEXT    NOT NULL,
    text          TEXT    NOT NULL,
    problem       INTEGER NOT NULL,
    closed        BOOLEAN NOT NULL,
    check_running BOOLEAN NOT NULL,
    UNIQUE (origin, applicant)
);

-- The applicant rides along so that a search reads this index alone.
CREATE INDEX dossiers_newest ON dossiers (origin, updated DESC, applicant);

-- The chain's end, and whose journal this is. Every append begins by moving
-- its one row on, so that of all writers one at a time extends the chain; the
-- page is kept half empty, so that the row's new versions find room beside the
-- old ones.
CREATE TABLE chain (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    journal TEXT   NOT NULL, -- names the journal in exported heads
    key     TEXT   NOT NULL, -- the ID of the audit key
    last    BIGINT NOT NULL, -- position of the last record
    hash    BYTEA  NOT NULL  -- of the last record
) WITH (fillfactor = 50);

-- The records in the order of the chain. A tombstone belongs to no dossier; of
-- a removed entry only what the chain needs is left. The program knows the
-- names of the constraints: a violation of records_place or records_id is a
-- conflict, one of any other is not.
CREATE TABLE records (
    pos      BIGINT CONSTRAINT records_pos PRIMARY KEY,
    dossier  BIGINT REFERENCES dossiers (id),
    seq      BIGINT CHECK (seq > 0),
    id       TEXT COLLATE "C" CONSTRAINT records_id UNIQUE CHECK (id <> ''),
    at       BIGINT, -- nanoseconds since 1970, UTC
    session  TEXT,
    operator TEXT,
    body     BYTEA,
    leaf     BYTEA,  -- of a removed entry
    tomb     BIGINT, -- position of the tombstone that counts it
    hash     BYTEA NOT NULL,
    seal     BYTEA NOT NULL,
    CONSTRAINT records_place UNIQUE (dossier, seq),
    CHECK (CASE WHEN leaf IS NULL
        THEN tomb IS NULL AND num_nulls(id, at, session, operator, body) = 0 AND (dossier IS NULL) = (seq IS NULL)
        ELSE tomb > pos AND num_nonnulls(dossier, seq, id, at, session, operator, body) = 0 END)
);

-- The error code JD001 is the program's own: the entry in front is missing.
-- +goose StatementBegin
CREATE FUNCTION records_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.seq > 1 AND NOT EXISTS (SELECT 1 FROM dossier.records WHERE dossier = NEW.dossier AND seq = NEW.seq - 1) THEN
        RAISE EXCEPTION 'the entry in front is missing' USING ERRCODE = 'JD001';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd

CREATE TRIGGER records_follow BEFORE INSERT ON records FOR EACH ROW EXECUTE FUNCTION records_follow();

-- Tells whoever watches, when the append is durable: a short hash of the
-- dossier's key, because every user of the database can listen, and the number
-- of the entry.
-- +goose StatementBegin
CREATE FUNCTION records_tell() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    key BYTEA;
BEGIN
    IF NEW.dossier IS NOT NULL THEN
        SELECT convert_to(origin, 'UTF8') || '\x00'::BYTEA || convert_to(applicant, 'UTF8') INTO key
            FROM dossier.dossiers WHERE id = NEW.dossier;
        PERFORM pg_notify('dossier_appended', encode(substr(sha256(key), 1, 8), 'hex') || ' ' || NEW.seq);
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd

CREATE TRIGGER records_tell AFTER INSERT ON records FOR EACH ROW EXECUTE FUNCTION records_tell();

-- +goose StatementBegin
CREATE FUNCTION records_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'records are never deleted' USING ERRCODE = 'JD002';
END $$;
-- +goose StatementEnd

-- By statement, because TRUNCATE sees no rows.
CREATE TRIGGER records_stay BEFORE DELETE OR TRUNCATE ON records FOR EACH STATEMENT EXECUTE FUNCTION records_stay();

-- The one change there is: an entry gives up its content for a tombstone that
-- stands already.
-- +goose StatementBegin
CREATE FUNCTION records_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.leaf IS NOT NULL OR OLD.dossier IS NULL OR NEW.leaf IS NULL
        OR NEW.pos <> OLD.pos OR NEW.hash <> OLD.hash OR NEW.seal <> OLD.seal
        OR NOT EXISTS (SELECT 1 FROM dossier.records WHERE pos = NEW.tomb AND dossier IS NULL AND body IS NOT NULL) THEN
        RAISE EXCEPTION 'records are never changed' USING ERRCODE = 'JD002';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd

CREATE TRIGGER records_keep BEFORE UPDATE ON records FOR EACH ROW EXECUTE FUNCTION records_keep();

-- The session setting session_replication_role must not switch them off.
ALTER TABLE records ENABLE ALWAYS TRIGGER records_stay;
ALTER TABLE records ENABLE ALWAYS TRIGGER records_keep;

-- The pictures that the service has or may have, by their hash.
CREATE TABLE pictures (
    origin    TEXT COLLATE "C" NOT NULL,
    sha256    BYTEA  NOT NULL,
    applicant TEXT COLLATE "C" NOT NULL,
    slot      TEXT COLLATE "C" NOT NULL,
    attempt   BIGINT NOT NULL,
    state     TEXT   NOT NULL,
    PRIMARY KEY (origin, sha256, applicant, slot, attempt)
);

CREATE INDEX pictures_of ON pictures (origin, applicant, state);

-- Who has a dossier open: a courtesy, not a lock.
CREATE TABLE presences (
    origin    TEXT COLLATE "C" NOT NULL,
    applicant TEXT COLLATE "C" NOT NULL,
    session   TEXT COLLATE "C" NOT NULL,
    operator  TEXT   NOT NULL,
    host      TEXT   NOT NULL,
    pid       BIGINT NOT NULL,
    started   TEXT   NOT NULL,
    at        BIGINT NOT NULL, -- nanoseconds since 1970, UTC
    doing     TEXT   NOT NULL,
    PRIMARY KEY (origin, applicant, session)
);
