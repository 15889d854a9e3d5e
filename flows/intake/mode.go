package intake

import "io/fs"

// modeProblem says why something of this mode is not a file to send, or nil.
func modeProblem(mode fs.FileMode) *Problem {
	switch {
	case mode.IsRegular():
		return nil
	case mode.IsDir():
		return &Problem{Code: IsFolder}
	case mode&fs.ModeSymlink != 0:
		return &Problem{Code: IsLink}
	case mode&(fs.ModeNamedPipe|fs.ModeSocket) != 0:
		return &Problem{Code: IsPipe}
	case mode&fs.ModeDevice != 0:
		return &Problem{Code: IsDevice}
	}
	return &Problem{Code: Unreadable}
}
