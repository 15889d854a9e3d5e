package journal

// access is what a journal is opened for.
type access int

const (
	forReading  access = iota // nothing is made or changed
	forWriting                // a journal is made where there is none
	forUpdating               // for writing, where heads say that there was a journal: none is made in its place
)

// writes reports whether the journal is changed.
func (a access) writes() bool { return a != forReading }

// allowNew is why no journal may be made where there is none; nil when one may.
func (a access) allowNew() error {
	switch a {
	case forReading:
		return ErrNoJournal
	case forUpdating:
		return ErrEmptied
	}
	return nil
}
