package cli

import "github.com/spf13/cobra"

// newEnvironmentTopic is the help page about the environment variables.
func newEnvironmentTopic() *cobra.Command {
	return &cobra.Command{Use: "environment", Short: "The environment variables", Long: `PERSONR_TOKEN_FILE   a file of mode 0600 that holds the token, with or without quotes and the
                     word Bearer
PERSONR_TOKEN        the token itself; every program of the same user can read it while dossier
                     starts, and longer in the shell that set it: prefer the file
PERSONR_API_URL      the service's base URL (default the documented one)
DOSSIER_JOURNAL      the journal: a file (default dossier/journal.db in the XDG state folder), or for
                     a team on several computers postgres://user@host/database?sslmode=verify-full;
                     its password belongs in ~/.pgpass or PGPASSWORD
DOSSIER_AUDIT_KEY    the file of mode 0600 that holds the audit key (default dossier/audit.key in the
                     XDG configuration folder; made with the journal; every computer of a team
                     needs the same)
DOSSIER_AUDIT_HEADS  where heads of the audit chain are written down: a file, syslog, or off
                     (default dossier/audit-heads.jsonl in the XDG configuration folder)
DOSSIER_FLOWS        the flow definitions (default dossier/flows.toml in the XDG
                     configuration folder, else the built-in flows)
HTTPS_PROXY          a proxy, which the first screen and upload name; NO_PROXY lists hosts without one
SSL_CERT_FILE        certificates to trust in place of the system's, or SSL_CERT_DIR for a folder
                     of them; the first screen and upload say so
SSH_CONNECTION       set by an SSH server, as SSH_CLIENT and SSH_TTY are: the wizard then says ssh, and
                     where its operator is
SSH_ORIGINAL_COMMAND set by an SSH server that runs dossier whatever a client asks for: scp and sftp
                     are then answered (dossier help ssh)
XDG_RUNTIME_DIR      the private folder in memory that a login makes: over SSH, files arrive below it,
                     else below /dev/shm
NO_COLOR             any value: no colours; outranks the next two, and --color outranks all
CLICOLOR_FORCE       any value but 0, or FORCE_COLOR: colours in any case
CLICOLOR             0: no colours`}
}
