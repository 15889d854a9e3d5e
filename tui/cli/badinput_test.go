package cli_test

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
	var b bytes.Buffer
	b.WriteString("\x89PNG\r\n\x1a\n")
	chunk := func(kind string, data []byte) {
		_ = binary.Write(&b, binary.BigEndian, uint32(len(data)))
		body := append([]byte(kind), data...)
		b.Write(body)
		_ = binary.Write(&b, binary.BigEndian, crc32.ChecksumIEEE(body))
	}
	header := binary.BigEndian.AppendUint32(nil, 60_000)
	header = binary.BigEndian.AppendUint32(header, 60_000)
	chunk("IHDR", append(header, 8, 2, 0, 0, 0))
	chunk("IDAT", nil)
	chunk("IEND", nil)
	return b.Bytes()
}

// sample is the bytes of a drawn picture.
func sample(t *testing.T, name string) []byte {
	t.Helper()
	for _, s := range samples() {
		if s.Name == name {
			return s.Bytes
		}
	}
	t.Fatalf("there is no sample %s", name)
	return nil
}

func TestABadFileGetsASentenceAndNothingIsSent(t *testing.T) {
	b := newBench(t)
	write := func(name string, content []byte) string {
		path := filepath.Join(b.dir, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	fifo := filepath.Join(b.dir, "pipe.jpg")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(b.dir, "link.jpg")
	if err := os.Symlink(b.file("front.jpg"), link); err != nil {
		t.Fatal(err)
	}
	bill := sample(t, "bill.pdf")
	for _, c := range []struct{ name, path, want string }{
		{"an empty file", write("empty.jpg", nil), "empty"},
		{"a folder", b.dir, "folder"},
		{"a pipe", fifo, "pipe"},
		{"a device", "/dev/zero", "device"},
		{"a link", link, "link"},
		{"no such file", filepath.Join(b.dir, "none.jpg"), "no such file"},
		{"a cut PDF", write("cut.pdf", bill[:len(bill)/2]), "end of the file is missing"},
		{"a header of 3,600 megapixels", write("huge.png", hugePNG()), "pixels"},
		{"a HEIC", b.file("holiday.heic"), "JPEG"},
		{"text", write("note.jpg", []byte("not a picture at all, just words")), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			code, _, errs := b.run("upload", "--applicant", applicant, "--flow", "KYC basic", "--country", "AUS",
				"--document", "identity=ID_CARD", "identity.front="+c.path)
			if code != cli.ExitFailure || !strings.Contains(errs, c.want) || !strings.Contains(errs, "identity.front: ") {
				t.Errorf("exit %d: %s", code, errs)
			}
		})
	}
	if n := len(b.service.Uploads()); n != 0 {
		t.Fatalf("%d pictures were sent", n)
	}
}

func TestABadSetUpGetsASentence(t *testing.T) {
	flowFile := func(b *bench, text string) {
		path := b.file("flows.toml")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			b.t.Fatal(err)
		}
		b.env["DOSSIER_FLOWS"] = path
	}
	for _, c := range []struct {
		name string
		edit func(*bench)
		want []string
		code cli.ExitCode
	}{
		{"a wrong key in the flow file", func(b *bench) {
			flowFile(b, "[[flow]]\nname = \"KYC basic\"\n[[flow.need]]\nname = \"identity\"\ntitel = \"x\"\nany_of = [\"ID_CARD\"]\n")
		}, []string{"line 5", "titel", "title"}, cli.ExitUsage},
		{"a journal that is no journal", func(b *bench) {
			b.env["DOSSIER_JOURNAL"] = b.file("not.db")
			if err := os.WriteFile(b.file("not.db"), bytes.Repeat([]byte("junk"), 4096), 0o600); err != nil {
				b.t.Fatal(err)
			}
		}, []string{"the journal: "}, cli.ExitFailure},
		{"a folder in the journal's place", func(b *bench) { b.env["DOSSIER_JOURNAL"] = b.dir }, []string{"the journal: "}, cli.ExitFailure},
		{"a journal where nothing can be written", func(b *bench) { b.env["DOSSIER_JOURNAL"] = "/proc/dossier/j.db" }, []string{"the journal: "}, cli.ExitFailure},
		{"a journal that others may read", func(b *bench) {
			b.env["DOSSIER_JOURNAL"] = b.file("open.db")
			if err := os.WriteFile(b.file("open.db"), nil, 0o644); err != nil {
				b.t.Fatal(err)
			}
		}, []string{"chmod"}, cli.ExitFailure},
		{"a token file that others may read", func(b *bench) {
			b.env["PERSONR_TOKEN_FILE"] = b.file("token")
			if err := os.WriteFile(b.file("token"), []byte("secret-token"), 0o644); err != nil {
				b.t.Fatal(err)
			}
		}, []string{"chmod 600"}, cli.ExitSignIn},
		{"no service", func(b *bench) { b.env["PERSONR_API_URL"] = "http://127.0.0.1:1" }, []string{"no connection"}, cli.ExitNetwork},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			c.edit(b)
			code, _, errs := b.run("upload", "--applicant", applicant, "--flow", "KYC basic", "--country", "AUS",
				"--document", "identity=PASSPORT", "identity="+b.file("front.jpg"))
			if code != c.code {
				t.Fatalf("exit %d, want %d: %s", code, c.code, errs)
			}
			for _, want := range c.want {
				if !strings.Contains(errs, want) {
					t.Errorf("%q lacks %q", errs, want)
				}
			}
			if len(b.service.Uploads()) != 0 {
				t.Error("something was sent")
			}
		})
	}
}

func TestWithoutAHomeTheJournalMustBeNamed(t *testing.T) {
	b := newBench(t)
	delete(b.env, "DOSSIER_JOURNAL")
	b.home = ""
	code, _, errs := b.run("upload", "--applicant", applicant, "selfie="+b.file("selfie.jpg"))
	if code != cli.ExitUsage || !strings.Contains(errs, "DOSSIER_JOURNAL") {
		t.Fatalf("exit %d: %s", code, errs)
	}
}

func TestAWrongApplicantIsSaid(t *testing.T) {
	b := newBench(t)
	code, _, errs := b.run("Anna")
	if code != cli.ExitUsage || !strings.Contains(errs, "not an applicant ID") {
		t.Fatalf("exit %d: %s", code, errs)
	}
}

func TestFlowsCheckNotesATypeTheManualDoesNotList(t *testing.T) {
	b := newBench(t)
	path := b.file("flows.toml")
	text := "[[flow]]\nname = \"F\"\n[[flow.need]]\nname = \"identity\"\ntitle = \"x\"\nany_of = [\"PASPORT\", \"ID_CARD\"]\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, errs := b.exec("flows", "check", path)
	if code != cli.ExitSuccess || !strings.Contains(out, "1 flow, all good") || !strings.Contains(errs, "PASPORT") || strings.Contains(errs, "ID_CARD") {
		t.Fatalf("exit %d: %s%s", code, out, errs)
	}
}
