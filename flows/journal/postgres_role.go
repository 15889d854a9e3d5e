package journal

import _ "embed"

// WriterRole is the SQL that makes a role which can add to a journal in
// PostgreSQL and change no record of it, for the database's administrator.
//
//go:embed postgres_role.sql
var WriterRole string
