package e2e

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestAForcedWizardOverSSH is the recipe of the README: the server's configuration runs the
// wizard whatever a client asks for, and scp, old scp and sftp bring the pictures to it. They
// reach no other file of the server. OpenSSH's server drops what sftp says in words.
func TestAForcedWizardOverSSH(t *testing.T) {
	t.Parallel()
	requireTools(t, "tmux", "ssh", "scp", "sftp", "ssh-keygen")
	r := newRealTerminal(t)
	runtime := memoryFolder(t)
	r.env["XDG_RUNTIME_DIR"] = runtime
	script := r.remoteScript("--hold 50ms --forced --operator maya --public-name docs.example.com")
	s := newSSHWith(r, "Match all\n  ForceCommand "+script+"\n  DisableForwarding yes\n")
	r.run(withExitStatus(s.client("")))
	r.openDossier()
	r.WaitFor(front, "Inbox · code")
	code := strings.TrimPrefix(filepath.Base(s.inbox(runtime)), "dossier-inbox-")
	r.WaitFor("@docs.example.com:"+code+"/front", "server's memory")
	s.checkNothingElseIsReached()

	at := func(name string) string { return filepath.Join(r.home, name) }
	s.mustSay("", true, "", "scp", append(s.options("-P"), at("front.jpg"), s.account()+":"+code+"/front")...)
	r.WaitFor("Inbox", "front.jpg")
	r.sendFile(front, "front.jpg")
	r.WaitFor(back)
	s.mustSay("back.jpg arrived for back", true, "", "scp", append(s.options("-P"), "-O", at("back.jpg"), s.account()+":"+code+"/back")...)
	r.WaitFor("Inbox", "back.jpg")
	r.sendFile(back, "back.jpg")
	r.WaitFor("picture 3 of 3")
	s.mustSay("", true, "put "+at("selfie.jpg")+"\n", "sftp", append(s.options("-P"), "-b", "-", s.account()+":"+s.inbox(runtime)+"/selfie")...)
	r.WaitFor("Inbox", "selfie.jpg")
	r.sendFile("picture 3 of 3", "selfie.jpg")
	r.WaitFor("✓ Selfie", "READY")
	r.checkThreeUploads()
	r.leaveWizard()
	r.WaitFor("ended with status 0")
	checkInboxIsGone(t, runtime)
}

// checkNothingElseIsReached attacks as somebody does whom the server lets in.
func (s sshd) checkNothingElseIsReached() {
	s.r.t.Helper()
	stolen := filepath.Join(s.r.t.TempDir(), "stolen")
	for _, protocol := range []string{"-s", "-O"} {
		s.mustSay("", false, "", "scp", append(s.options("-P"), protocol, s.account()+":"+filepath.Join(s.r.dir, "id"), stolen)...)
	}
	s.mustSay("no commands are run here", false, "", "ssh", append(s.options("-p"), s.account(), "cat /etc/hostname")...)
	s.mustSay("the path has no code", false, "", "scp", append(s.options("-P"), "-O", filepath.Join(s.r.home, "front.jpg"), s.account()+":front")...)
}

// mustSay runs a client, which must say something and end well or not.
func (s sshd) mustSay(said string, ok bool, input, program string, args ...string) {
	s.r.t.Helper()
	cmd := exec.Command(program, args...)
	cmd.Stdin = strings.NewReader(input)
	out, err := cmd.CombinedOutput()
	if (err == nil) != ok || !strings.Contains(string(out), said) {
		s.r.t.Errorf("%s: %v: %s", program, err, out)
	}
}
