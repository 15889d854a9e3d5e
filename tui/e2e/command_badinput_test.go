//go:build unix

package e2e

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"dossier/tui/cli"
)

// hugePNG is a PNG of a few bytes whose header claims 60,000 by 60,000 pixels.
func hugePNG() []byte {
	var w bytes.Buffer
	w.WriteString("\x89PNG\r\n\x1a\n")
	chunk := func(kind string, data []byte) {
		_ = binary.Write(&w, binary.BigEndian, uint32(len(data)))
		body := append([]byte(kind), data...)
		w.Write(body)
		_ = binary.Write(&w, binary.BigEndian, crc32.ChecksumIEEE(body))
	}
	header := binary.BigEndian.AppendUint32(nil, 60_000)
	header = binary.BigEndian.AppendUint32(header, 60_000)
	chunk("IHDR", append(header, 8, 2, 0, 0, 0))
	chunk("IDAT", nil)
	chunk("IEND", nil)
	return w.Bytes()
}

func TestABadFileGetsASentenceAndNothingIsSent(t *testing.T) {
	w := newCommandWorld(t)
	write := func(name string, content []byte) string { return w.write(name, content, 0) }
	fifo := filepath.Join(w.home, "pipe.jpg")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(w.home, "link.jpg")
	if err := os.Symlink(w.file("front.jpg"), link); err != nil {
		t.Fatal(err)
	}
	bill := sample(t, "bill.pdf")
	for _, c := range []struct{ name, path, want string }{
		{"an empty file", write("empty.jpg", nil), "empty"},
		{"a folder", w.home, "folder"},
		{"a pipe", fifo, "pipe"},
		{"a device", "/dev/zero", "device"},
		{"a link", link, "link"},
		{"no such file", filepath.Join(w.home, "none.jpg"), "no such file"},
		{"a cut PDF", write("cut.pdf", bill[:len(bill)/2]), "end of the file is missing"},
		{"a header of 3,600 megapixels", write("huge.png", hugePNG()), "pixels"},
		{"a HEIC", w.file("holiday.heic"), "JPEG"},
		{"text", write("note.jpg", []byte("not a picture at all, just words")), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			code, _, errs := w.run("upload", "--applicant", anna, "--flow", "KYC basic", "--country", "AUS",
				"--document", "identity=ID_CARD", "identity.front="+c.path)
			if code != cli.ExitFailure || !strings.Contains(errs, c.want) || !strings.Contains(errs, "identity.front: ") {
				t.Errorf("exit %d: %s", code, errs)
			}
		})
	}
	if n := len(w.service.Uploads()); n != 0 {
		t.Fatalf("%d pictures were sent", n)
	}
}

func TestABadSetUpGetsASentence(t *testing.T) {
	flowFile := func(w *world, text string) {
		path := w.file("flows.toml")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			w.t.Fatal(err)
		}
		w.env["DOSSIER_FLOWS"] = path
	}
	for _, c := range []struct {
		name string
		edit func(*world)
		want []string
		code cli.ExitCode
	}{
		{"a wrong key in the flow file", func(w *world) {
			flowFile(w, "[[flow]]\nname = \"KYC basic\"\n[[flow.need]]\nname = \"identity\"\ntitel = \"x\"\nany_of = [\"ID_CARD\"]\n")
		}, []string{"line 5", "titel", "title"}, cli.ExitUsage},
		{"a journal that is no journal", func(w *world) {
			w.env["DOSSIER_JOURNAL"] = w.file("not.db")
			if err := os.WriteFile(w.file("not.db"), bytes.Repeat([]byte("junk"), 4096), 0o600); err != nil {
				w.t.Fatal(err)
			}
		}, []string{"the journal: "}, cli.ExitFailure},
		{"a folder in the journal's place", func(w *world) { w.env["DOSSIER_JOURNAL"] = w.home }, []string{"the journal: "}, cli.ExitFailure},
		{"a journal where nothing can be written", func(w *world) { w.env["DOSSIER_JOURNAL"] = "/proc/dossier/j.db" }, []string{"the journal: "}, cli.ExitFailure},
		{"a journal that others may read", func(w *world) {
			w.env["DOSSIER_JOURNAL"] = w.file("open.db")
			if err := os.WriteFile(w.file("open.db"), nil, 0o644); err != nil {
				w.t.Fatal(err)
			}
		}, []string{"chmod"}, cli.ExitFailure},
		{"a token file that others may read", func(w *world) {
			w.env["PERSONR_TOKEN_FILE"] = w.file("token")
			if err := os.WriteFile(w.file("token"), []byte(secret), 0o644); err != nil {
				w.t.Fatal(err)
			}
		}, []string{"chmod 600"}, cli.ExitSignIn},
		{"no service", func(w *world) { w.env["PERSONR_API_URL"] = "http://127.0.0.1:1" }, []string{"The service's port is closed. Nothing was sent.", "check the address, then run the same command again"}, cli.ExitNetwork},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newCommandWorld(t)
			c.edit(w)
			code, _, errs := w.run("upload", "--applicant", anna, "--flow", "KYC basic", "--country", "AUS",
				"--document", "identity=PASSPORT", "identity="+w.file("front.jpg"))
			if code != c.code {
				t.Fatalf("exit %d, want %d: %s", code, c.code, errs)
			}
			for _, want := range c.want {
				if !strings.Contains(errs, want) {
					t.Errorf("%q lacks %q", errs, want)
				}
			}
			if len(w.service.Uploads()) != 0 {
				t.Error("something was sent")
			}
		})
	}
}

func TestWithoutAHomeTheJournalMustBeNamed(t *testing.T) {
	w := newCommandWorld(t)
	delete(w.env, "DOSSIER_JOURNAL")
	w.homeless = true
	code, _, errs := w.run("upload", "--applicant", anna, "selfie="+w.file("selfie.jpg"))
	if code != cli.ExitUsage || !strings.Contains(errs, "DOSSIER_JOURNAL") {
		t.Fatalf("exit %d: %s", code, errs)
	}
}

func TestAWrongApplicantIsSaid(t *testing.T) {
	w := newCommandWorld(t)
	code, _, errs := w.run("Anna")
	if code != cli.ExitUsage || !strings.Contains(errs, "not an applicant ID") {
		t.Fatalf("exit %d: %s", code, errs)
	}
}

func TestFlowsCheckNotesATypeTheManualDoesNotList(t *testing.T) {
	w := newCommandWorld(t)
	path := w.file("flows.toml")
	text := "[[flow]]\nname = \"F\"\n[[flow.need]]\nname = \"identity\"\ntitle = \"x\"\nany_of = [\"PASPORT\", \"ID_CARD\"]\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, errs := w.exec("flows", "check", path)
	if code != cli.ExitSuccess || !strings.Contains(out, "1 flow, all good") || !strings.Contains(errs, "PASPORT") || strings.Contains(errs, "ID_CARD") {
		t.Fatalf("exit %d: %s%s", code, out, errs)
	}
}
