package inbox

// Reason says why something was refused. Package assets has the words.
type Reason string

// The reasons.
const (
	NoSuchFile     Reason = "no-such-file"
	NoSuchCode     Reason = "no-such-code"     // Code was asked for; Current are the operator's own
	NeedsCode      Reason = "needs-code"       // the path names none; Current are the operator's own, for a receipt
	OtherCode      Reason = "other-code"       // the path names another code than the user name
	AcrossCodes    Reason = "across-codes"     // renamed from one code to another
	Exists         Reason = "exists"           // the client did not want to replace it
	IsFolder       Reason = "folder"           // a folder has that name
	NotEmpty       Reason = "not-empty"        // a folder with something in it
	TooLarge       Reason = "too-large"        // Limit in bytes
	TooManyFiles   Reason = "too-many-files"   // Limit
	TooManyFolders Reason = "too-many-folders" // Limit
	TooDeep        Reason = "too-deep"         // Limit in folders
	NameTooLong    Reason = "name-too-long"
	InboxFull      Reason = "inbox-full" // Limit in bytes for the operator
	ServerFull     Reason = "server-full"
	TooScattered   Reason = "too-scattered" // written in too many pieces
	ReadDenied     Reason = "read-denied"   // files cannot be fetched again
	NotAllowed     Reason = "not-allowed"
	NotComplete    Reason = "not-complete"   // Close: why is in the Outcome
	StillArriving  Reason = "still-arriving" // assigned too early
	NoSuchSlot     Reason = "no-such-slot"   // the checklist has changed
	Gone           Reason = "gone"           // expired, removed or chosen in the wizard
	NoCodeLeft     Reason = "no-code-left"
	// ReceiptPrivate: the receipt holds what this operator must not learn.
	ReceiptPrivate Reason = "receipt-private"
	ReceiptFailed  Reason = "receipt-failed"
)

// Refusal is the error of everything in this package. It never holds a name or a path.
type Refusal struct {
	Reason  Reason
	Code    Code   // that was asked for, with NoSuchCode
	Current []Code // the operator's live codes, with NoSuchCode
	Limit   int64
}

// Error returns the reason as a code.
func (r *Refusal) Error() string { return string(r.Reason) }

func refuse(reason Reason) *Refusal { return &Refusal{Reason: reason} }

func refuseLimit(reason Reason, limit int64) *Refusal { return &Refusal{Reason: reason, Limit: limit} }
