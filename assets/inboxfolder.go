package assets

// What is said of a file of an inbox that cannot be chosen.
const (
	NotInInbox        = "It is not in the inbox any more."
	StillArriving     = "It is still arriving."
	RemovalText       = "The server keeps it nowhere else."
	ArrivedIncomplete = "It did not arrive whole. Send it again."
)

// ServiceInboxPromise says what becomes of the files in an inbox of the service.
func ServiceInboxPromise(maySwap bool) string {
	if maySwap {
		return "Files are held in memory, which the server may swap to a disk."
	}
	return "Files are held in memory only."
}

// What becomes of the files in a private inbox, by what the server holds them in.
const (
	InboxInMemory = "Held in the server's memory until dossier ends."
	InboxInSwap   = "Held in the server's memory, which it may swap to a disk, until dossier ends."
	InboxOnDisk   = "Held on the server's disk until dossier ends."
)
