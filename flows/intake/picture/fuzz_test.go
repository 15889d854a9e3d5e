package picture

import (
	"archive/zip"
	"bytes"
	"io"
	"testing"
)

// FuzzWalk holds that no walk panics, that what it finds lies in the file, and that a
// sound picture has a size and pixels.
func FuzzWalk(f *testing.F) {
	archive, err := zip.OpenReader("../testdata/pictures.zip")
	if err != nil {
		f.Fatal(err)
	}
	defer func() { _ = archive.Close() }()
	for _, entry := range archive.File {
		r, err := entry.Open()
		if err != nil {
			f.Fatal(err)
		}
		if content, err := io.ReadAll(r); err == nil && len(content) < 8<<10 {
			f.Add(content)
		}
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		for _, walk := range []func(*io.SectionReader) (Layout, Fault){WalkJPEG, WalkPNG} {
			found, fault := walk(io.NewSectionReader(bytes.NewReader(content), 0, int64(len(content))))
			if fault == Sound && (found.Width <= 0 || found.Height <= 0 || len(found.parts) == 0) {
				t.Fatalf("sound without a size or pixels: %+v", found)
			}
			for _, part := range found.parts {
				if part.length < 0 || fault == Sound && part.at+part.length > int64(len(content)) {
					t.Fatalf("%+v is outside of %d bytes", part, len(content))
				}
			}
		}
	})
}
