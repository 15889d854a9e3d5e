package intake

import "fmt"

// ProblemCode names a reason why a file cannot be sent as it is.
type ProblemCode string

// The reasons. Each has one sentence, which Problem.Error returns.
const (
	NotFound      ProblemCode = "not-found"       // nothing has that path
	Unreadable    ProblemCode = "unreadable"      // not allowed, or the disk failed
	TooManyOpen   ProblemCode = "too-many-open"   // the computer lets no more files be opened
	IsFolder      ProblemCode = "folder"          // a folder, not a file
	IsLink        ProblemCode = "link"            // the last element is a symbolic link
	IsPipe        ProblemCode = "pipe"            // a named pipe or a socket
	IsDevice      ProblemCode = "device"          // a device
	Empty         ProblemCode = "empty"           // 0 bytes
	TooLarge      ProblemCode = "too-large"       // Have and Limit are bytes
	NotAccepted   ProblemCode = "not-accepted"    // Content says what it is
	BadHeader     ProblemCode = "bad-header"      // the beginning of a picture is damaged
	NoSize        ProblemCode = "no-size"         // a picture that does not say how large it is
	NoPixels      ProblemCode = "no-pixels"       // the beginning and the end of a picture with nothing between
	Truncated     ProblemCode = "cut"             // the end is missing
	Encrypted     ProblemCode = "encrypted"       // a PDF that opens with a password only
	OtherSecurity ProblemCode = "other-security"  // a PDF for the owners of a certificate or a certain program
	NoPages       ProblemCode = "no-pages"        // a PDF without a page
	TooManyPixels ProblemCode = "too-many-pixels" // Have and Limit are pixels of the whole picture
	SideTooLong   ProblemCode = "side-too-long"   // Have and Limit are pixels of the longer side
	TooFewPixels  ProblemCode = "too-few-pixels"  // Have and Limit are pixels of the shorter side
	Changed       ProblemCode = "changed"         // written to while it was read
	NoFolder      ProblemCode = "no-folder"       // a typed path leads to no folder
	NotFolder     ProblemCode = "not-folder"      // a path that ends with a separator leads to a file
	Ambiguous     ProblemCode = "ambiguous"       // several names there are spelled alike
	OtherComputer ProblemCode = "other-computer"  // a path of Windows or of another host
	FileNumber    ProblemCode = "file-number"     // macOS's number of a file in place of its path
	SomeMissing   ProblemCode = "some-missing"    // Have of the Limit pasted paths lead to no file
)

// Problem is a reason that blocks a file. It is an error; its text never holds
// the path, the name or any byte of the file.
type Problem struct {
	Code    ProblemCode
	Content Content // what the file is, for NotAccepted
	Have    int64   // the measured number, if the code has one
	Limit   int64   // the limit that it broke, if the code has one
	cause   error   // a bare error of the system, which knows no path
}

// Unwrap returns the system's own error, if there was one.
func (p *Problem) Unwrap() error { return p.cause }

// Error says in one sentence what is wrong and what to do.
func (p *Problem) Error() string {
	switch p.Code {
	case TooLarge:
		have, limit := formatSizes(p.Have, p.Limit)
		return fmt.Sprintf("the file has %s and at most %s can be sent; save it smaller", have, limit)
	case TooManyPixels:
		return fmt.Sprintf("the picture claims %d pixels where %d are allowed; save it smaller", p.Have, p.Limit)
	case SideTooLong:
		return fmt.Sprintf("the picture's longer side has %d pixels and at most %d can be sent; save it smaller", p.Have, p.Limit)
	case TooFewPixels:
		return fmt.Sprintf("the picture's shorter side has %d pixels and needs %d; take a new one", p.Have, p.Limit)
	case NotAccepted:
		return "the file is " + p.Content.describe() + "; it has to be a JPEG, a PNG or a PDF"
	}
	if p.Code == SomeMissing {
		return fmt.Sprintf("%d of the %d paths lead to no file, so none was taken; check them", p.Have, p.Limit)
	}
	if text, ok := problemTexts[p.Code]; ok {
		return text
	}
	return "the file cannot be used; choose another"
}

var problemTexts = map[ProblemCode]string{
	NotFound:      "there is no such file; check the path",
	Unreadable:    "the file cannot be read; check who may open it",
	TooManyOpen:   "too many files are open; close other programs or raise ulimit -n, then try again",
	IsFolder:      "this is a folder; choose a file in it",
	IsLink:        "this is a link; choose the file itself",
	IsPipe:        "this is a pipe and not a file; choose a file",
	IsDevice:      "this is a device and not a file; choose a file",
	Empty:         "the file is empty; copy or save it again",
	BadHeader:     "the beginning of the picture is damaged; get the file again or take a new picture",
	NoSize:        "the picture does not say how large it is; get the file again or take a new picture",
	NoPixels:      "the file has the beginning of a picture but no picture in it; get the file again",
	Truncated:     "the end of the file is missing; copy it again from where it came",
	Encrypted:     "the PDF needs a password to open; save a copy without a password and choose that",
	OtherSecurity: "the PDF opens for certain people or programs only; ask for a copy without protection",
	NoPages:       "the PDF has no pages; choose another file",
	Changed:       "the file changed while it was read; wait until it is complete",
	NoFolder:      "there is no such folder; check the path",
	NotFolder:     "the path ends with a separator and leads to a file; remove the separator",

	Ambiguous:     "several names there look like this one; choose it from the list or copy its exact name",
	OtherComputer: "this is a path on another computer; copy the file to where dossier runs first",
	FileNumber:    "this is the Mac's number of a file and not its path; choose Copy as Pathname in the Finder",
}

// Remedy is one way to turn a refused file into one that is accepted.
type Remedy struct {
	Where string // the machine it applies to, such as "Mac"; "" for any
	Do    string // what to do there
}

// Remedies returns how the file can be turned into one that is accepted, the
// likeliest first; none where the sentence of Error already says it.
func (p *Problem) Remedies() []Remedy {
	if p.Code != NotAccepted {
		return nil
	}
	return p.Content.remedies()
}

// formatSizes writes two numbers of bytes in megabytes, or in bytes where they would look
// equal or like nothing.
func formatSizes(have, limit int64) (string, string) {
	a, b := formatMegabytes(have), formatMegabytes(limit)
	if a == b || b == formatMegabytes(0) {
		return fmt.Sprintf("%d bytes", have), fmt.Sprintf("%d bytes", limit)
	}
	return a, b
}

func formatMegabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }
