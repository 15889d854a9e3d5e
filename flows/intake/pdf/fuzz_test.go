package pdf

import (
	"archive/zip"
	"bytes"
	"io"
	"testing"
)

// FuzzInspect holds that nothing panics and that what was found does not contradict
// itself.
func FuzzInspect(f *testing.F) {
	archive, err := zip.OpenReader("../testdata/documents.zip")
	if err != nil {
		f.Fatal(err)
	}
	defer func() { _ = archive.Close() }()
	for _, entry := range archive.File {
		r, err := entry.Open()
		if err != nil {
			f.Fatal(err)
		}
		if content, err := io.ReadAll(r); err == nil && len(content) < 12<<10 {
			f.Add(content)
		}
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		found := Inspect(io.NewSectionReader(bytes.NewReader(content), 0, int64(len(content))))
		if found.IsCut && found != (Findings{IsCut: true}) {
			t.Fatalf("a cut file with findings: %+v", found)
		}
	})
}
