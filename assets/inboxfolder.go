package assets

// What is said of a file of an inbox that cannot be chosen.
const (
	NotInInbox        = "It is not in the inbox any more."
	StillArriving     = "It is still arriving."
	ArrivedIncomplete = "It did not arrive whole. Send it again."
)

// InboxPromise is what becomes of the files in a private inbox.
func InboxPromise(inMemory bool) string {
	if inMemory {
		return "Kept in the server's memory until dossier ends."
	}
	return "Kept on the server's disk until dossier ends."
}
