package local

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"dossier/flows/intake"
)

// folderRef is a folder of the test.
func folderRef(t *testing.T) intake.Ref {
	t.Helper()
	dir := t.TempDir()
	place, err := intake.NewFileBrowser(dir, dir).Resolve("")
	if err != nil {
		t.Fatal(err)
	}
	return place.Dir
}

// TestAFolderThatDoesNotAnswerHoldsUpNoOther proves that another folder is listed while one
// hangs, and that the late listing does not take the place of the newer one.
func TestAFolderThatDoesNotAnswerHoldsUpNoOther(t *testing.T) {
	gone, here := folderRef(t), folderRef(t)
	synctest.Test(t, func(t *testing.T) {
		cache, answer, lists := new(folderCache), make(chan struct{}), 0
		hung := make(chan struct{})
		go func() {
			defer close(hung)
			_, _ = cache.listFolder(t.Context(), gone, func(context.Context, intake.Ref) ([]intake.Entry, error) {
				<-answer
				return nil, nil
			})
		}()
		synctest.Wait()
		list := func(context.Context, intake.Ref) ([]intake.Entry, error) {
			lists++
			return []intake.Entry{{Bytes: 1}}, nil
		}
		time.Sleep(time.Millisecond) // virtual: it begins later
		listed := make(chan struct{})
		go func() {
			defer close(listed)
			_, _ = cache.listFolder(t.Context(), here, list)
		}()
		synctest.Wait()
		select {
		case <-listed:
		default:
			t.Error("waits for the folder that does not answer")
		}
		close(answer)
		<-hung
		<-listed
		entries, err := cache.listFolder(t.Context(), here, list)
		if err != nil || len(entries) != 1 || lists != 1 {
			t.Errorf("%d entries, listed %d times, %v", len(entries), lists, err)
		}
	})
}

// TestAListingIsUsedForALittleWhile proves that a folder is read once for letters typed in
// a row, and again soon after.
func TestAListingIsUsedForALittleWhile(t *testing.T) {
	dir := folderRef(t)
	synctest.Test(t, func(t *testing.T) {
		cache := new(folderCache)
		var reads []time.Duration
		begun := time.Now()
		for range 6 {
			_, _ = cache.listFolder(t.Context(), dir, func(context.Context, intake.Ref) ([]intake.Entry, error) {
				reads = append(reads, time.Since(begun))
				return nil, nil
			})
			time.Sleep(500 * time.Millisecond) // virtual
		}
		if want := []time.Duration{0, listingLifetime}; !slices.Equal(reads, want) {
			t.Errorf("read at %v, want %v", reads, want)
		}
	})
}
