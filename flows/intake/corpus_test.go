package intake

import (
	"archive/zip"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
)

// readCorpus returns the files of an archive of testdata by their names.
func readCorpus(t testing.TB, name string) map[string][]byte {
	t.Helper()
	archive, err := zip.OpenReader("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = archive.Close() }()
	files := map[string][]byte{}
	for _, entry := range archive.File {
		r, err := entry.Open()
		if err != nil {
			t.Fatal(err)
		}
		if files[entry.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
		_ = r.Close()
	}
	return files
}

// verdictOf says in words what an operator is told about a file: "drawn" or
// "accepted", then the warnings; or the sentence that refuses it. That the pictures
// are small is left out.
func verdictOf(t testing.TB, name string, content []byte) string {
	t.Helper()
	f, _, err := OpenBytes(name, content, time.Time{}, DefaultLimits())
	if err != nil {
		return err.Error()
	}
	defer func() { _ = f.Close() }()
	report, err := NewExaminer(DefaultLimits()).Examine(t.Context(), f)
	if err != nil {
		return err.Error()
	}
	words := []string{"accepted"}
	if report.Preview != nil {
		words[0] = "drawn"
	}
	for _, w := range report.For(Purpose{}).Warnings {
		if w.Code != SmallPicture {
			words = append(words, w.Text())
		}
	}
	return strings.Join(words, "; ")
}

const (
	notDrawn  = "accepted; could not be looked at"
	noMark    = "drawn; its end marker is missing"
	turned    = "drawn; stored turned"
	moving    = "drawn; a moving picture"
	grey      = "drawn; almost no colour"
	fax       = "drawn; black and white"
	cut       = "the end of the file is missing; copy it again from where it came"
	noSize    = "the picture does not say how large it is; get the file again or take a new picture"
	noPixels  = "the file has the beginning of a picture but no picture in it; get the file again"
	badHeader = "the beginning of the picture is damaged; get the file again or take a new picture"
	tooSmall  = "the picture's shorter side has 42 pixels and needs 100; take a new one"
)

// pictureVerdicts are the files of pictures.zip that are not simply drawn.
var pictureVerdicts = map[string]string{
	// Kinds that the decoder lacks, or gets wrong. Viewers open most of them.
	"cjpeg-arithmetic.jpg":             notDrawn,
	"cjpeg-arithmetic-progressive.jpg": notDrawn,
	"cjpeg-sample-1x1-2x1-2x1.jpg":     notDrawn,
	"cjpeg-sample-1x3.jpg":             notDrawn,
	"cjpeg-sample-1x4.jpg":             notDrawn,
	"cjpeg-sample-2x1-1x1-2x1.jpg":     notDrawn,
	"cjpeg-sample-2x2-2x1-1x2.jpg":     notDrawn,
	"cjpeg-sample-2x4.jpg":             notDrawn,
	"cjpeg-sample-3x1.jpg":             notDrawn,
	"dcmtk-lossless-any.jpg":           notDrawn,
	"dcmtk-lossless-grey.jpg":          notDrawn,
	"dcmtk-lossless.jpg":               notDrawn,
	"dcmtk-twelve.jpg":                 notDrawn,
	"jpegtran-arithmetic.jpg":          notDrawn,
	"jpegtran-progressive-restart.jpg": notDrawn,
	"odd-no-adobe-segment.jpg":         notDrawn,
	// What is in the picture.
	"apngasm.png":            moving,
	"pillow-apng.png":        moving,
	"cjpeg-grey.jpg":         grey,
	"gs-grey.jpg":            grey,
	"im-grey-2-bit.png":      grey,
	"netpbm-grey.png":        grey,
	"pillow-16-bit-grey.png": grey,
	"pillow-grey-alpha.png":  grey,
	"im-monochrome.png":      fax,
	"pillow-two-colours.png": fax,
	"exiftool-mirrored.jpg":  turned,
	"exiftool-turned.jpg":    turned,
	"exiftool-turned.png":    turned,
	"pillow-turned.jpg":      turned,
	"pillow-turned.png":      turned,
	"im-tiny.jpg":            tooSmall,
	"im-tiny.png":            tooSmall,
	// What is complete but does not say so.
	"odd-no-end-mark.jpg":          noMark,
	"odd-no-end-mark.png":          noMark,
	"odd-trailer-with-picture.jpg": noMark,
	"odd-trailer.jpg":              noMark,
	// What is incomplete or damaged.
	"bad-checksum.png":        badHeader,
	"bad-cut-in-header.jpg":   cut,
	"bad-cut-in-header.png":   cut,
	"bad-cut-progressive.jpg": "accepted; its end marker is missing; could not be looked at",
	"bad-cut.jpg":             cut,
	"bad-cut.png":             cut,
	"bad-length.jpg":          badHeader,
	"bad-no-frame.jpg":        noSize,
	"bad-no-height.jpg":       noSize,
	"bad-no-pixels.jpg":       noPixels,
	"bad-no-pixels.png":       noPixels,
	"bad-no-size.png":         noSize,
	"bad-pixels.png":          notDrawn,
	"bad-zeros-in-pixels.jpg": notDrawn,
}

func TestPictureCorpus(t *testing.T) {
	files := readCorpus(t, "pictures.zip")
	if len(files) < 120 {
		t.Errorf("the corpus has %d pictures", len(files))
	}
	checkCorpus(t, files, pictureVerdicts, "drawn")
}

const (
	needsPassword = "the PDF needs a password to open; save a copy without a password and choose that"
	forCertain    = "the PDF opens for certain people or programs only; ask for a copy without protection"
	noPages       = "the PDF has no pages; choose another file"
	noPrinting    = "accepted; its owner forbids printing"
	noChanges     = "accepted; its owner restricts changing or copying"
	opens         = "accepted; encrypted, opens without a password"
	noMarkPDF     = "accepted; its end marker is missing"
)

// documentVerdicts are the files of documents.zip that are not simply accepted. All
// whose verdict is not that a password is needed, qpdf opens without one.
var documentVerdicts = map[string]string{
	"gs-user-password.pdf":                  needsPassword,
	"libreoffice-user-password.pdf":         needsPassword,
	"mupdf-aes-128-user-password.pdf":       needsPassword,
	"mupdf-aes-256-user-password.pdf":       needsPassword,
	"mupdf-rc4-128-user-password.pdf":       needsPassword,
	"mupdf-rc4-40-user-password.pdf":        needsPassword,
	"odd-mark-before-user-password.pdf":     needsPassword,
	"odd-user-password-zeros-after.pdf":     needsPassword,
	"odd-wrong-startxref-user-password.pdf": needsPassword,
	"qpdf-128-aes-user.pdf":                 needsPassword,
	"qpdf-128-rc4-user.pdf":                 needsPassword,
	"qpdf-128-user-metadata-plain.pdf":      needsPassword,
	"qpdf-256-r5-user.pdf":                  needsPassword,
	"qpdf-256-user-linearised.pdf":          needsPassword,
	"qpdf-256-user-object-streams.pdf":      needsPassword,
	"qpdf-256-user-only.pdf":                needsPassword,
	"qpdf-256-user.pdf":                     needsPassword,
	"qpdf-40-user.pdf":                      needsPassword,
	"bad-certificate.pdf":                   forCertain,
	"bad-other-security.pdf":                forCertain,

	"exiftool-update-owner.pdf":          noPrinting,
	"gs-owner-password-40.pdf":           noPrinting,
	"gs-owner-password.pdf":              noPrinting,
	"libreoffice-owner-password.pdf":     noPrinting,
	"odd-mark-before-owner-password.pdf": noPrinting,
	"odd-owner-password-zeros-after.pdf": noPrinting,
	"qpdf-128-aes-owner.pdf":             noPrinting,
	"qpdf-128-rc4-owner.pdf":             noPrinting,
	"qpdf-256-owner.pdf":                 noPrinting,
	"mupdf-aes-128-owner-password.pdf":   noChanges,
	"mupdf-aes-256-owner-password.pdf":   noChanges,
	"mupdf-rc4-128-owner-password.pdf":   noChanges,
	"mupdf-rc4-40-owner-password.pdf":    noChanges,
	"qpdf-128-owner-metadata-plain.pdf":  opens,
	"qpdf-128-owner-object-streams.pdf":  opens,
	"qpdf-256-nothing-forbidden.pdf":     opens,
	"qpdf-256-owner-linearised.pdf":      opens,
	"qpdf-256-owner-metadata-plain.pdf":  opens,
	"qpdf-256-owner-object-streams.pdf":  opens,
	"qpdf-256-r5-owner.pdf":              opens,
	"qpdf-40-owner.pdf":                  opens,

	"odd-no-end-mark.pdf":              noMarkPDF,
	"odd-half-an-end-mark.pdf":         noMarkPDF,
	"bad-cut-update.pdf":               noMarkPDF,
	"bad-cut-linearised.pdf":           cut,
	"bad-cut-object-streams.pdf":       cut,
	"bad-cut.pdf":                      cut,
	"qpdf-no-pages-object-streams.pdf": noPages,
	"qpdf-no-pages.pdf":                noPages,
	"bad-1100-bytes-before.pdf":        "the file is of an unknown type; it has to be a JPEG, a PNG or a PDF",
}

func TestDocumentCorpus(t *testing.T) {
	files := readCorpus(t, "documents.zip")
	if len(files) < 80 {
		t.Errorf("the corpus has %d documents", len(files))
	}
	checkCorpus(t, files, documentVerdicts, "accepted")
}

// checkCorpus holds each file against its verdict; those without one have the usual
// verdict.
func checkCorpus(t *testing.T, files map[string][]byte, verdicts map[string]string, usual string) {
	t.Helper()
	for name, content := range files {
		want, special := verdicts[name]
		if !special {
			want = usual
		}
		if got := verdictOf(t, name, content); got != want {
			t.Errorf("%s: %s; want: %s", name, got, want)
		}
	}
	for name := range verdicts {
		if files[name] == nil {
			t.Errorf("%s is not in the corpus", name)
		}
	}
}

// A file that is cut anywhere, at each byte of its header and at every hundredth of the
// rest, ends quickly and gives a verdict that an operator can act on.
func TestCorpusCutAnywhere(t *testing.T) {
	files := readCorpus(t, "pictures.zip")
	for _, name := range []string{"cjpeg.jpg", "cjpeg-progressive.jpg", "exiftool-thumbnail.jpg", "pillow-two-pictures.mpo.jpg", "im-interlaced.png", "pillow-apng.png"} {
		whole := files[name]
		for at := 0; at < len(whole); at++ {
			if at > 700 && at%(len(whole)/100) != 0 {
				continue
			}
			verdict := verdictOf(t, name, whole[:at])
			words := strings.Split(verdict, "; ")
			isWhole := slices.Contains([]string{"drawn", moving}, verdict)
			if isWhole && !strings.HasPrefix(name, "pillow") || verdict == "" || len(words) < 2 && !isWhole {
				t.Errorf("%s cut at %d: %s", name, at, verdict)
			}
		}
	}
}
