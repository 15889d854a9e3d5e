package intake

// Fitness is a first rating for a list: what is known without opening the file, or from its
// first bytes. It never says that a picture is good: only opening and looking at it can.
type Fitness struct {
	Word    string // the kind, such as "JPEG", or one of the words below
	Refused bool   // its size is a reason not to send it
}

// The words of a Fitness that are no kind of content.
const (
	IsTooLarge    = "too large"
	IsEmpty       = "empty"
	OtherFile     = "other file" // neither its name nor its first bytes say what it is
	LinkEntry     = "link"
	FitnessFolder = "folder"
)

// FitnessOf rates a file by what it seems to be and its size in bytes; -1 means that the
// size is not known.
func FitnessOf(content Content, size int64, lim Limits) Fitness {
	switch {
	case size == 0:
		return Fitness{Word: IsEmpty, Refused: true}
	case content == Unknown:
		return Fitness{Word: OtherFile}
	case content.Media() != "" && size > 0 && lim.checkSize(size) != nil:
		return Fitness{Word: IsTooLarge, Refused: true}
	}
	return Fitness{Word: string(content)}
}

// rank is the first key of a folder's order.
type rank uint8

const (
	rankAccepted rank = iota // types that are accepted, also where the size is wrong
	rankPicture              // pictures of another type
	rankOther
	rankFolder
)

func rankOf(content Content) rank {
	switch {
	case content.Media() != "":
		return rankAccepted
	case content.IsOtherPicture():
		return rankPicture
	}
	return rankOther
}
