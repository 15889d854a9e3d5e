package e2e

import (
	"bytes"
	"dossier/personr/sandbox"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// fetch gets files from the service with a client of OpenSSH, and returns what it said.
func (s *service) fetch(program string, args ...string) (string, error) {
	s.r.t.Helper()
	var said bytes.Buffer
	cmd := exec.Command(program, append(s.options("-P"), args...)...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = s.r.dir, &said, &said
	err := cmd.Run()
	return said.String(), err
}

// reject walks through Anna's dossier to the end of its check, and returns the code of her
// inbox.
func (s *service) reject() string {
	s.r.t.Helper()
	s.r.openDossier()
	code := inboxCode.FindStringSubmatch(s.r.WaitFor(front, "code "))[1]
	s.sendByCopy(front, "front.jpg", "front")
	s.sendByCopy(back, "back.jpg", "back")
	s.sendByCopy("picture 3 of 3", "selfie.jpg", "selfie")
	s.r.startCheck()
	s.r.WaitFor("STOP", "Do not send anything again")
	return code
}

// TestReceiptsAreFetchedByWhoeverMaySeeThem: an operator who must not learn why somebody was
// rejected for good sees it neither on the screen nor in a receipt, which is refused and not cut; a
// lead gets both, in every way that clients have, and the receipt proves what it says.
func TestReceiptsAreFetchedByWhoeverMaySeeThem(t *testing.T) {
	t.Parallel()
	r := newTerminalWith(t, outcome(sandbox.Outcome{Verdict: sandbox.RejectFinal, Labels: []string{"FORGERY"}}))
	s := startService(r)
	r.run(withExitStatus(s.client()))
	code := s.reject()
	screen := r.WaitFor("The reason is shown to leads only.", "Receipt    for leads only")
	if strings.Contains(screen, "FORGERY") || strings.Contains(screen, "forged") {
		t.Errorf("the operator sees the reason:\n%s", screen)
	}
	refused := "it holds reasons of a rejection that are for leads only; ask a lead to fetch it"
	for _, args := range [][]string{{"127.0.0.1:" + code + "/receipt.json", "."}, {"-O", code + "@127.0.0.1:receipt.html", "."}} {
		if said, err := s.fetch("scp", args...); err == nil || !strings.Contains(said, refused) {
			t.Errorf("%v: %q, %v", args, said, err)
		}
	}
	if found, _ := filepath.Glob(filepath.Join(r.dir, "receipt*")); len(found) > 0 {
		for _, name := range found {
			if text, _ := os.ReadFile(name); len(text) > 0 {
				t.Errorf("%d bytes of a refused receipt in %s", len(text), filepath.Base(name))
			}
		}
	}
	s.writeOperators(operatorText("maya", "lead", s.publicKey()))
	r.WaitFor("ended with status")
	r.rerunCommand(withExitStatus(s.client()))
	r.openApplicant(anna)
	r.WaitFor("FORGERY", "Receipt    scp -P "+s.port+" 127.0.0.1:"+code+"/receipt.html .")
	for _, args := range [][]string{
		{"scp", "127.0.0.1:" + code + "/receipt.json", "."}, {"scp", "-O", code + "@127.0.0.1:receipt.html", "."},
		{"sftp", "127.0.0.1:" + code + "/receipt.json", "by-sftp.json"},
	} {
		if said, err := s.fetch(args[0], args[1:]...); err != nil {
			t.Errorf("%v: %q, %v", args, said, err)
		}
	}
	for _, name := range []string{"receipt.json", "receipt.html", "by-sftp.json"} {
		if text, err := os.ReadFile(filepath.Join(r.dir, name)); err != nil || !bytes.Contains(text, []byte(anna)) || !bytes.Contains(text, []byte("FORGERY")) {
			t.Errorf("%s: %d bytes, %v", name, len(text), err)
		}
	}
	verify := exec.Command(r.program, "audit", "verify", "--against", filepath.Join(r.dir, "receipt.json"))
	verify.Env = r.environ()
	if out, err := verify.CombinedOutput(); err != nil {
		t.Errorf("the receipt does not fit the journal: %v\n%s", err, out)
	}
	if said, err := s.fetch("scp", "127.0.0.1:"+code+"/front", "."); err == nil {
		t.Errorf("a picture was fetched: %s", said)
	}
}
