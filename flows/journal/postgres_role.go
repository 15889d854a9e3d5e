package journal

import _ "embed"

// WriterRole is the SQL that makes a role which can write a journal in
// PostgreSQL and change nothing in it, for the database's administrator.
//
//go:embed postgres_role.sql
var WriterRole string
