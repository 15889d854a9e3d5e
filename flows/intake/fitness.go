package intake

// Fitness is a first rating by name and size alone, for a list. Opening the
// file decides.
type Fitness struct {
	Word string // one of the words below
	OK   bool   // worth opening
}

// The words of a Fitness.
const (
	Fits          = "fits"
	Warns         = "warns"
	NeedsJPEG     = "needs JPEG"
	IsTooLarge    = "too large"
	IsEmpty       = "empty"
	NotSendable   = "not accepted"
	FitnessFolder = "folder"
)

// FitnessOf rates a file by the ending of its name, ignoring upper and lower case, and its size
// in bytes; -1 means that the size is not known.
func FitnessOf(name string, size int64, want Purpose, lim Limits) Fitness {
	content := contentFromName(name)
	if content.Media() == "" {
		return unacceptedFitness(content)
	}
	if size == 0 {
		return Fitness{Word: IsEmpty}
	}
	if lim.checkSize(size) != nil {
		return Fitness{Word: IsTooLarge}
	}
	if want.Selfie && content == ContentPDF {
		return Fitness{Word: Warns, OK: true}
	}
	return Fitness{Word: Fits, OK: true}
}

// unacceptedFitness rates endings that are not accepted: pictures can be made into
// a JPEG, the rest cannot.
func unacceptedFitness(content Content) Fitness {
	if content.isOtherPicture() {
		return Fitness{Word: NeedsJPEG}
	}
	return Fitness{Word: NotSendable}
}

// rank is the first key of a folder's order.
type rank uint8

const (
	rankAccepted rank = iota // endings that are accepted, also where the size is wrong
	rankPicture              // pictures of another type
	rankOther
	rankFolder
)

func rankOf(name string) rank {
	content := contentFromName(name)
	switch {
	case content.Media() != "":
		return rankAccepted
	case content.isOtherPicture():
		return rankPicture
	}
	return rankOther
}
