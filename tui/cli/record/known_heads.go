package record

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"dossier/assets"
	"dossier/flows/chain"
	"dossier/flows/journal"
	"dossier/tui/cli"
)

// knownHeads are the heads that a journal is compared with.
type knownHeads struct {
	list        []chain.Head // of the journal
	others      int          // how many more name another journal: they were compared with nothing
	fileMissing bool         // there is no file of heads on this computer
	otherFaults []string     // what is wrong with the journal, apart from its records
	// headFindings say which lines of the files of heads are wrong: a head that cannot be read
	// was not compared.
	headFindings []string
	allCompared  bool // no line that is wrong can hold a head that was not compared
}

// collectHeads collects the heads kept on this computer and those of --against. One that was
// kept for this place and names another journal is a fault: that journal was here.
func (v *verifyRun) collectHeads(ctx context.Context) (known knownHeads, err error) {
	kept, err := v.RecordedHeads()
	known.allCompared = kept.Other.Count == 0
	known.fileMissing = errors.Is(err, fs.ErrNotExist)
	if err != nil && !known.fileMissing {
		return known, cli.Problemf(cli.ExitFailure, "the heads written down on this computer: %s", cli.FileErrorCause(err))
	}
	known.add(kept.Heads, v.j.ID())
	known.addFindings("the file of heads on this computer", kept)
	known.addFinding("the file of heads on this computer", kept.Other, "is no head")
	known.reportOtherJournals(kept.Heads, v.j.ID(), v.placeMark(v.j))
	for n, path := range v.against {
		if err := v.addAgainst(ctx, &known, path, fmt.Sprintf("--against, number %d:", n+1)); err != nil {
			return known, err
		}
	}
	return known, nil
}

// addAgainst adds the heads of a file that was named with --against.
func (v *verifyRun) addAgainst(ctx context.Context, known *knownHeads, path, which string) error {
	given, err := cli.ReadHeads(ctx, path, v.Env.In)
	switch {
	case ctx.Err() != nil:
		return cli.JournalProblem(ctx.Err())
	case err != nil:
		return cli.Problemf(cli.ExitUsage, "%s %s", which, cli.FileErrorCause(err))
	case len(given.Heads) == 0:
		return cli.Problemf(cli.ExitUsage, "%s there is no head in %s", which, assets.CountText(given.Count, "line", "lines"))
	case known.add(given.Heads, v.j.ID()) == 0:
		known.otherFaults = append(known.otherFaults, which+" its heads are of another journal than this one says it is")
	}
	known.addFindings(which+" the file", given)
	return nil
}

// add adds the heads of a journal and counts the others. It returns how many it added.
func (k *knownHeads) add(heads []chain.Head, journal string) int {
	own := headsOfJournal(heads, journal)
	k.list = append(k.list, own...)
	k.others += len(heads) - len(own)
	return len(own)
}

// addFindings adds what is wrong with the lines of a file.
func (k *knownHeads) addFindings(file string, lines chain.HeadLines) {
	k.allCompared = k.allCompared && lines.Unreadable.Count == 0
	k.addFinding(file, lines.Unreadable, "has a head that cannot be read")
	k.addFinding(file, lines.Several, "has more than one head; all were compared")
}

func (k *knownHeads) addFinding(file string, lines chain.LineCount, what string) {
	if lines.Count == 0 {
		return
	}
	text := fmt.Sprintf("line %d of %s %s", lines.First, file, what)
	if lines.Count > 1 {
		text += "; " + assets.CountText(lines.Count-1, "more line is", "more lines are") + " like it"
	}
	k.headFindings = append(k.headFindings, text)
}

// reportOtherJournals adds a fault when the newest heads show another journal at the
// same place.
func (k *knownHeads) reportOtherJournals(kept []chain.Head, journal, mark string) {
	for _, h := range slices.Backward(kept) {
		if mark != "" && h.Place == mark && h.Journal != journal {
			k.otherFaults = append(k.otherFaults, fmt.Sprintf("another journal was in this place on %s: its head %d was written down here", h.At.Format(time.DateOnly), h.Pos))
			return
		}
	}
}

// reportOtherKeys adds a fault when a head of this journal names another audit key than the
// journal does: a journal never changes its key.
func (k *knownHeads) reportOtherKeys(named string, key auditKey) {
	i := slices.IndexFunc(k.list, func(h chain.Head) bool { return h.Key != "" && h.Key != named })
	said := "the journal says that it is sealed with the audit key " + named
	switch {
	case key.isRenamed:
		k.otherFaults = append(k.otherFaults, said+", and a head of it is sealed with "+key.ID())
	case i >= 0:
		k.otherFaults = append(k.otherFaults, fmt.Sprintf("%s, and its head %d that was written down names another key", said, k.list[i].Pos))
	}
}

// placeMark is the mark of this journal's place in heads that were written with the
// audit key of this computer; "" without one.
func (c command) placeMark(j *journal.Journal) string {
	key, err := c.LoadAuditKey(false)
	if err != nil {
		return ""
	}
	return key.PlaceID(j.Place())
}

func headsOfJournal(heads []chain.Head, journal string) []chain.Head {
	return slices.DeleteFunc(slices.Clone(heads), func(h chain.Head) bool { return h.Journal != journal })
}
