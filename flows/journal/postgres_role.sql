-- A role that can add to the journal: what runs with it can neither change nor
-- remove a record, nor take the triggers away, nor make one dossier another's.
-- It can still rewrite what is not a record, because appends do: the last line
-- of each dossier, the end of the chain, pictures and presences.
--
-- Open the journal once as the owner of the database, which makes the tables.
-- Then run this there as a superuser, give the role a password (\password
-- dossier_writer in psql) and put the role into the address that dossier uses.
-- Updates of the tables and the removal of old dossiers remain with the owner.

CREATE ROLE dossier_writer LOGIN;

GRANT USAGE ON SCHEMA dossier TO dossier_writer;
GRANT SELECT ON ALL TABLES IN SCHEMA dossier TO dossier_writer;
GRANT INSERT ON dossier.records TO dossier_writer;
GRANT UPDATE (last, hash) ON dossier.chain TO dossier_writer;
GRANT INSERT ON dossier.dossiers TO dossier_writer;
GRANT UPDATE (head, updated, done, total, standing, text)
    ON dossier.dossiers TO dossier_writer;
GRANT INSERT, UPDATE, DELETE ON dossier.pictures, dossier.presences TO dossier_writer;
