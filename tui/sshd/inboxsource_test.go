package sshd

import (
	"strings"
	"testing"

	"dossier/flows"
	"dossier/flows/desk"
	"dossier/flows/inbox"
	"dossier/flows/intake"
	"dossier/tui/scpline"
	"dossier/tui/settings"
	"dossier/tui/steps"
	"dossier/tui/wizard"
)

// TestARowFollowsItsFile: while a file arrives, its row says how much of it is there, if its
// sender has said the size; what came without a code belongs to the side that was answered.
func TestARowFollowsItsFile(t *testing.T) {
	v := NewService(settings.Wizard{Limits: intake.DefaultLimits()}, "https://service.example", nil)
	box := v.inboxes.Box("maya")
	dossier, err := box.Open(flows.Key{Origin: "https://service.example", Applicant: "1x1"}, []inbox.Slot{{Name: "front"}})
	if err != nil {
		t.Fatal(err)
	}
	source := inboxSource{dossier: dossier}
	rowIs := func(word, target string, level steps.FindingLevel) {
		t.Helper()
		row := source.row(source.arrivals()[0])
		if row.Finding.Word != word || row.Finding.Level != level || row.For != target {
			t.Errorf("%+v, want %q for %q", row, word, target)
		}
	}
	upload, err := box.Tree(inbox.Login{}).Create("IMG_2211.jpg", inbox.Flags{})
	if err != nil {
		t.Fatal(err)
	}
	rowIs("arriving", "", steps.NotLookedAt)
	whole := newJPEG(t)
	if err := upload.Declare(int64(len(whole))); err != nil {
		t.Fatal(err)
	}
	rowIs("0 %, arriving", "", steps.NotLookedAt)
	ref := source.row(source.arrivals()[0]).Ref
	if source.Assign(ref, "front") {
		t.Error("assigned while it arrives")
	}
	if _, err := upload.WriteAt(whole, 0); err != nil {
		t.Fatal(err)
	}
	rowIs("99 %, arriving", "", steps.NotLookedAt)
	if _, err := upload.Close(); err != nil {
		t.Fatal(err)
	}
	rowIs("", "", steps.NotLookedAt)
	if source.Assign(ref, "back") || !source.Assign(ref, "front") || source.Assign(steps.Ref{}, "front") {
		t.Error("the sides that can be answered are others")
	}
	rowIs("", "front", steps.NotLookedAt)
	removeOpened(t, v, source, ref)
}

// removeOpened proves that a file which is removed gives its memory back at once, although its
// picture was looked at and kept open.
func removeOpened(t *testing.T, v *Service, source inboxSource, ref steps.Ref) {
	t.Helper()
	pictures := desk.NewPictures()
	opened, err := source.dossier.OpenArrival(ref.Opaque.(inbox.ID))
	if err != nil {
		t.Fatal(err)
	}
	hash := flows.SHA256{1}
	source.origins, source.look = wizard.NewOrigins[inbox.ID](), wizard.NewLook("", nil, pictures, nil)
	source.origins.Record(hash, ref.Opaque.(inbox.ID))
	pictures.Put(hash, opened)
	if v.inboxes.HeldBytes() == 0 {
		t.Error("nothing is held")
	}
	source.Remove(steps.Ref{})
	source.Remove(ref)
	source.Remove(ref)
	if len(source.arrivals()) != 0 || v.inboxes.HeldBytes() != 0 {
		t.Errorf("%d arrivals and %d bytes are left", len(source.arrivals()), v.inboxes.HeldBytes())
	}
}

// TestSeveralPathsAreOneLine proves that dropped files of the person's own computer go into the
// inbox with one line, and to no side: that is asked when they are here.
func TestSeveralPathsAreOneLine(t *testing.T) {
	v := NewService(settings.Wizard{Limits: intake.DefaultLimits()}, "https://service.example", nil)
	dossier, err := v.inboxes.Box("maya").Open(flows.Key{Origin: "https://service.example", Applicant: "1x1"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	lines := []flows.SlotLine{{Slot: flows.Slot{Need: "identity", Side: flows.Front}}, {Slot: flows.Slot{Need: "identity", Side: flows.Back}}}
	source := inboxSource{dossier: dossier, client: scpline.OpenSSHLinux, target: scpline.ParseTarget("docs")}
	to := " docs:" + string(dossier.Code()) + "/"
	for typed, want := range map[string]string{
		"/home/anna/id a.jpg":                    "scp '/home/anna/id a.jpg'" + to + "back",
		"'/home/anna/a.jpg' '/home/anna/b.jpg'":  "scp /home/anna/a.jpg /home/anna/b.jpg" + to,
		"/home/anna/id a.jpg\n/home/anna/b.jpg":  "scp '/home/anna/id a.jpg' /home/anna/b.jpg" + to,
		`\\wsl.localhost\Ubuntu\home\anna\a.jpg`: "scp /home/anna/a.jpg" + to + "back",
	} {
		if d := source.Delivery(lines, lines[1].Slot, source.Paste(typed).Line); d.Command.String() != want || d.Copy != want || d.Target != "back" {
			t.Errorf("%q: %+v, want %q", typed, d, want)
		}
	}
}

// TestTheHelpNamesEveryWay proves that scp, sftp and put are named with the very target, and the
// host keys last.
func TestTheHelpNamesEveryWay(t *testing.T) {
	v := NewService(settings.Wizard{Limits: intake.DefaultLimits()}, "https://service.example", nil)
	dossier, err := v.inboxes.Box("maya").Open(flows.Key{Origin: "https://service.example", Applicant: "1x1"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	lines := []flows.SlotLine{{Slot: flows.Slot{Need: "identity", Side: flows.Front}}, {Slot: flows.Slot{Need: "identity", Side: flows.Back}}}
	source := inboxSource{dossier: dossier, client: scpline.OpenSSH, target: scpline.ParseTarget("docs:2222"), fingerprints: []string{"SHA256:abc ssh-ed25519"}}
	into := string(dossier.Code()) + "/back"
	want := []string{"scp -P 2222 FILE docs:" + into, "sftp -P 2222 docs", "put FILE " + into, "ssh -p 2222 docs put " + into + " < FILE", "SHA256:abc ssh-ed25519"}
	var got []string
	for _, part := range source.Help(lines, lines[1].Slot) {
		for _, line := range part.Lines {
			got = append(got, line.String())
		}
	}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("%q, want %q", got, want)
	}
}
