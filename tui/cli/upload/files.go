package upload

import (
	"context"
	"fmt"
	"slices"

	"dossier/flows"
	"dossier/flows/intake"
)

// openFile opens the file that an argument names, which is read as the wizard reads a
// typed or pasted path: a shell does not expand ~ after SLOT=.
func openFile(ctx context.Context, browser intake.FileBrowser, path string) (*intake.File, error) {
	ref, err := browser.FindFile(path)
	if err != nil {
		return nil, err
	}
	file, _, err := browser.Open(ctx, ref)
	return file, err
}

// pictureProblems are what keeps the given files from being sent, as far as it is known
// without their documents. Files are told apart by their slots.
func (o *uploadOptions) pictureProblems(ctx context.Context, known []flows.Flow) []string {
	var texts []string
	for n, g := range o.given {
		if g.path == "" {
			continue
		}
		file, err := openFile(ctx, o.browser, g.path)
		if err != nil && ctx.Err() == nil {
			texts = append(texts, o.pictureName(n, known)+": "+fileProblemText(err))
		}
		if err == nil {
			_ = file.Close()
		}
	}
	return texts
}

// pictureName is what a given picture is called: its slot where that is one of ours,
// else its number, as what was typed may be a name.
func (o *uploadOptions) pictureName(n int, known []flows.Flow) string {
	if slices.Contains(needNames(needLines(known, nil)), o.given[n].slot.Need) {
		return o.given[n].slot.String()
	}
	return fmt.Sprintf("picture %d", n+1)
}
