package scp

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"dossier/flows/inbox"
)

// TestCommands has a row for each form that a client was seen to send.
func TestCommands(t *testing.T) {
	for raw, want := range map[string]*Command{
		"scp -t front":             {Target: "front"},
		"scp -d -t .":              {WantsFolder: true, Target: "."},
		"scp -r -t .":              {IsRecursive: true, Target: "."},
		"scp -r -p -d -t front/":   {IsRecursive: true, WantsTimes: true, WantsFolder: true, Target: "front/"},
		"scp -v -t my front.jpg":   {Target: "my front.jpg"},
		"scp -t '/front'":          {Target: "/front"},
		"scp -pt '/K7F2/my front'": {WantsTimes: true, Target: "/K7F2/my front"},
		`scp -t "front"`:           {Target: "front"},
		"scp -t -r '/x'":           {IsRecursive: true, Target: "/x"},
		"scp -t -- -front":         {Target: "-front"},
		"scp -t -front":            {Target: "-front"},
		"scp -t":                   {},
		"scp -t '":                 {Target: "'"},
		"scp -f receipt.json":      {IsSource: true, Target: "receipt.json"},
		"scp -p -f K7F2/x":         {IsSource: true, WantsTimes: true, Target: "K7F2/x"},
		"scp front.jpg":            nil,
		"scp":                      nil,
		"scpx -t front":            nil,
		"rsync --server":           nil,
		"":                         nil,
	} {
		got, ok := ParseCommand(raw)
		if ok != (want != nil) || want != nil && got != *want {
			t.Errorf("%q: %+v %v", raw, got, ok)
		}
	}
	if text := RefusalText(" put "); text != "put needs a side: ssh HOST put CODE/front < front.jpg" {
		t.Error(text)
	}
	for raw, want := range map[string]string{"put front": "front", " put 'K7F2/my front' ": "K7F2/my front", "put": "-", "putx y": "-", "": "-"} {
		if got, ok := ParsePut(raw); ok != (want != "-") || ok && got != want {
			t.Errorf("%q: %q %v", raw, got, ok)
		}
	}
}

// conversation is a client that waits for no answer.
type conversation struct {
	io.Reader
	bytes.Buffer
}

func (c *conversation) Read(p []byte) (int, error) { return c.Reader.Read(p) }

// talk sends the client's side of a conversation, and returns the answers and what was told
// on stderr.
func (w *world) talk(command, client string) (answers, told string, code int) {
	w.Helper()
	c, ok := ParseCommand(command)
	if !ok {
		w.Fatalf("%q is no command", command)
	}
	channel := &conversation{Reader: strings.NewReader(client)}
	var stderr bytes.Buffer
	code = c.Run(channel, &stderr, w.tree("K7F2"))
	return channel.String(), stderr.String(), code
}

// file is a C line with a body, and the client's word that it is whole.
func file(name, body string) string {
	return fmt.Sprintf("C0644 %d %s\n%s\x00", len(body), name, body)
}

// TestSink has a row for each conversation: what is answered, told and kept.
func TestSink(t *testing.T) {
	whole := string(picture(t, 0))
	size := int64(len(whole))
	const notUnderstood = "\x02dossier: not understood\n"
	for name, test := range map[string]struct {
		command, client string
		answers         string
		told            string
		code            int
		want            []row
	}{
		"to a slot": {"scp -t front", file("a.jpg", whole), "\x00\x00\x00", "dossier: a.jpg arrived for front (66 kB)\n", 0,
			[]row{{"a.jpg", "front", inbox.Complete, size}}},
		"with times": {"scp -p -t front", "T1 0 1 0\n" + file("a.jpg", whole), "\x00\x00\x00\x00", "dossier: a.jpg arrived for front (66 kB)\n", 0,
			[]row{{"a.jpg", "front", inbox.Complete, size}}},
		"two": {"scp -d -t .", file("a.jpg", whole) + file("b.jpg", whole), "\x00\x00\x00\x00\x00", "b.jpg arrived (66 kB); say in the wizard what it is\n", 0,
			[]row{{"a.jpg", "", inbox.Complete, size}, {"b.jpg", "", inbox.Complete, size}}},
		"two to a name": {"scp -d -t new", file("a.jpg", whole) + file("b.jpg", whole), "\x00\x00\x00\x00\x00", "b.jpg arrived", 0,
			[]row{{"a.jpg", "", inbox.Complete, size}, {"b.jpg", "", inbox.Complete, size}}},
		"a folder": {"scp -r -t back", "D0755 0 trip\n" + file("a.jpg", whole) + "D0755 0 deep\n" + file("b.jpg", whole) + "E\nE\n", "\x00\x00\x00\x00\x00\x00\x00\x00\x00", "b.jpg arrived for back", 0,
			[]row{{"a.jpg", "back", inbox.Complete, size}, {"b.jpg", "back", inbox.Complete, size}}},
		"curl says nothing after the bytes": {"scp -t '/front'", strings.TrimSuffix(file("a.jpg", whole), "\x00"), "\x00\x00\x00", "arrived for front", 0,
			[]row{{"a.jpg", "front", inbox.Complete, size}}},
		"a short body": {"scp -t front", fmt.Sprintf("C0644 %d a.jpg\n%s", size+9, whole), "\x00\x00", "", 1,
			[]row{{"a.jpg", "front", inbox.BrokenOff, size}}},
		"the client could not read all": {"scp -t front", fmt.Sprintf("C0644 %d a.jpg\n%s\x01scp: a.jpg: read error\n", size, whole) + file("b.jpg", whole), "\x00\x00\x01dossier: a.jpg kept as incomplete (66 kB): the transfer broke off; send it again, or the rest within 15 minutes\n\x00\x00", "dossier: b.jpg arrived", 1,
			[]row{{"a.jpg", "front", inbox.BrokenOff, size}, {"b.jpg", "front", inbox.Complete, size}}},
		"no end of the picture": {"scp -t front", file("a.jpg", whole[:9000]), "\x00\x00\x01dossier: a.jpg kept as incomplete (9.0 kB): the end of the picture is missing; send it again, or the rest within 15 minutes\n", "", 1,
			[]row{{"a.jpg", "front", inbox.BrokenOff, 9000}}},
		"too large, the next goes on": {"scp -d -t front", "C0644 20971521 a.jpg\n" + file("b.jpg", whole), "\x00\x01dossier: a.jpg refused: too large (20 MiB at most); save it smaller\n\x00\x00", "b.jpg arrived", 1,
			[]row{{"a.jpg", "front", inbox.BrokenOff, 0}, {"b.jpg", "front", inbox.Complete, size}}},
		"another code":      {"scp -t M3XQ/front", file("a.jpg", whole)[:len("C0644 66000 a.jpg\n")], "\x00\x01dossier: a.jpg refused: the path names another code than the user name; use one of them\n", "", 1, nil},
		"folder refused":    {"scp -r -t receipt.json", "D0755 0 trip\n", "\x00\x01dossier: trip refused: something has that name already\n", "", 1, nil},
		"target refused":    {"scp -d -t receipt.json", "", "\x02dossier: receipt.json refused: something has that name already\n", "", 1, nil},
		"an empty file":     {"scp -t front", file("a.jpg", ""), "\x00\x00\x00", "dossier: a.jpg is empty and was not kept\n", 0, nil},
		"nothing":           {"scp -t front", "", "\x00", "", 0, nil},
		"a client's error":  {"scp -t front", "\x01scp: x: No such file\n" + file("a.jpg", whole), "\x00\x00\x00", "a.jpg arrived", 1, []row{{"a.jpg", "front", inbox.Complete, size}}},
		"a client's end":    {"scp -t front", "\x02scp: lost\n" + file("a.jpg", whole), "\x00", "", 1, nil},
		"leads elsewhere":   {"scp -t front", file("../back/a.jpg", whole), "\x00" + notUnderstood, "", 1, nil},
		"is the parent":     {"scp -r -t front", "D0755 0 ..\n", "\x00" + notUnderstood, "", 1, nil},
		"no name":           {"scp -t front", "C0644 3 \nabc\x00", "\x00" + notUnderstood, "", 1, nil},
		"negative":          {"scp -t front", "C0644 -3 a\n", "\x00" + notUnderstood, "", 1, nil},
		"no number":         {"scp -t front", "C0644 99999999999999999999 a\n", "\x00" + notUnderstood, "", 1, nil},
		"folder without r":  {"scp -t front", "D0755 0 trip\n", "\x00" + notUnderstood, "", 1, nil},
		"end without begin": {"scp -r -t front", "E\n", "\x00" + notUnderstood, "", 1, nil},
		"another letter":    {"scp -t front", "X\n", "\x00" + notUnderstood, "", 1, nil},
		"an empty line":     {"scp -t front", "\n", "\x00", "", 1, nil},
		"a line too long":   {"scp -t front", "C0644 3 " + strings.Repeat("x", maxLine) + "\n", "\x00", "", 1, nil},
		"half a line":       {"scp -t front", "C0644 3 a", "\x00", "", 1, nil},
		"control characters": {"scp -t front", file("\x1b[2Ja", whole[:9]), "\x00\x00\x01dossier: \\u{1B}[2Ja kept as incomplete (9 B): the end of the picture is missing; send it again, or the rest within 15 minutes\n", "", 1,
			[]row{{"\x1b[2Ja", "front", inbox.BrokenOff, 9}}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			answers, told, code := w.talk(test.command, test.client)
			if answers != test.answers || code != test.code {
				t.Errorf("answered %q with %d, want %q with %d", answers, code, test.answers, test.code)
			}
			if !strings.Contains(told, test.told) || test.told == "" && told != "" {
				t.Errorf("told %q, want %q", told, test.told)
			}
			w.shows(test.want...)
		})
	}
}

// TestSource has a row for each file that is fetched.
func TestSource(t *testing.T) {
	const receipt = `{"receipt":true}`
	for _, test := range []struct {
		command, client, answers string
		code                     int
	}{
		{"scp -f receipt.json", "\x00\x00\x00", "C0600 16 receipt.json\n" + receipt + "\x00", 0},
		{"scp -f '/K7F2/receipt.html'", "\x00\x00\x00", "C0600 16 receipt.html\n" + receipt + "\x00", 0},
		{"scp -f nothing", "\x00", "\x01dossier: nothing refused: there is no such file\n", 1},
		{"scp -f front", "\x00", "\x01dossier: front refused: a folder has that name; add the name of the file\n", 1},
		{"scp -f M3XQ/receipt.json", "\x00", "\x01dossier: receipt.json refused: the path names another code than the user name; use one of them\n", 1},
		{"scp -f receipt.json", "\x00\x01no\n", "C0600 16 receipt.json\n", 1},
		{"scp -f receipt.json", "", "", 1},
	} {
		w := newWorld(t)
		if answers, _, code := w.talk(test.command, test.client); answers != test.answers || code != test.code {
			t.Errorf("%s: %q with %d, want %q with %d", test.command, answers, code, test.answers, test.code)
		}
	}
	w := newWorld(t)
	if answers, _, code := w.talk("scp -p -f receipt.json", "\x00\x00\x00\x00"); code != 0 || !strings.HasPrefix(answers, "T") || !strings.Contains(answers, " 0\nC0600 16 ") {
		t.Errorf("%q with %d", answers, code)
	}
}

// TestPut has a row for each end of the bytes.
func TestPut(t *testing.T) {
	whole := picture(t, 0)
	for name, test := range map[string]struct {
		user, target string
		body         io.Reader
		isAlive      bool
		told         string
		code         int
		state        inbox.State
	}{
		"whole":           {"K7F2", "front", bytes.NewReader(whole), true, "dossier: front arrived for front (66 kB)\n", 0, inbox.Complete},
		"code in target":  {"maya", "K7F2/front", bytes.NewReader(whole), true, "dossier: front arrived for front (66 kB)\n", 0, inbox.Complete},
		"killed":          {"K7F2", "front", bytes.NewReader(whole), false, "dossier: front kept as incomplete (66 kB): the transfer broke off", 1, inbox.BrokenOff},
		"a dead producer": {"K7F2", "front", bytes.NewReader(whole[:9000]), true, "dossier: front kept as incomplete (9.0 kB): the end of the picture is missing", 1, inbox.BrokenOff},
		"a read error":    {"K7F2", "front", io.MultiReader(bytes.NewReader(whole), brokenReader{}), true, "the transfer broke off", 1, inbox.BrokenOff},
		"too large":       {"K7F2", "front", bytes.NewReader(picture(t, 21<<20)), true, "dossier: front refused: too large (20 MiB at most); save it smaller\n", 1, inbox.BrokenOff},
		"empty":           {"K7F2", "front", bytes.NewReader(nil), true, "dossier: front is empty and was not kept\n", 1, -1},
		"a dead code":     {"maya", "M3XQ/front", bytes.NewReader(whole), true, "dossier: front refused: no code such as M3XQ here; send it to K7F2\n", 1, -1},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			var stderr bytes.Buffer
			code := Put(test.body, &stderr, w.tree(test.user), test.target, func() bool { return test.isAlive })
			if code != test.code || !strings.Contains(stderr.String(), test.told) {
				t.Errorf("%d, told %q", code, stderr.String())
			}
			list := w.dossier.Arrivals()
			if test.state == -1 && len(list) != 0 || test.state != -1 && (len(list) != 1 || list[0].State != test.state) {
				t.Errorf("%+v", list)
			}
		})
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// TestAPanicIsAFailure: what fails in one session ends no other.
func TestAPanicIsAFailure(t *testing.T) {
	if code := (Command{Target: "x", WantsFolder: true}).Run(&conversation{Reader: strings.NewReader("")}, io.Discard, nil); code != exitFailed {
		t.Errorf("scp ended with %d", code)
	}
	if code := Put(strings.NewReader("x"), io.Discard, nil, "x", nil); code != exitFailed {
		t.Errorf("put ended with %d", code)
	}
}

// FuzzSink: whatever a client sends, the sink ends, and nothing is complete that has no
// end.
func FuzzSink(f *testing.F) {
	f.Add("scp -t front", file("a.jpg", "\xff\xd8\xff\xd9"))
	f.Add("scp -r -d -t .", "D0755 0 a\nT1 0 1 0\nC0644 3 b\nabc\x00E\n")
	f.Add("scp -f receipt.json", "\x00\x00\x00")
	f.Add("scp -t x", "\x01error\n\x02end\n")
	f.Fuzz(func(t *testing.T, command, client string) {
		c, ok := ParseCommand(command)
		if !ok {
			t.Skip("no command")
		}
		w := newWorld(t)
		c.Run(&conversation{Reader: strings.NewReader(client)}, io.Discard, w.tree("maya"))
		for _, a := range w.dossier.Arrivals() {
			if a.State == inbox.Arriving {
				t.Errorf("an upload is still open: %+v", a)
			}
		}
	})
}
