package assets

// What the help says of the ways into an inbox.
const (
	WayByCommand = "To send a file, on your own computer, with its path in place of FILE:"
	WayBySFTP    = "Or by sftp, for several files:"
	WayByPut     = "Or, where scp and sftp are blocked:"
	WhichHostKey = "This server's host key. Your ssh shows it at the first connection; compare it with what dossier serve printed for your administrator:"
)
