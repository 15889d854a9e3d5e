package scpline

import "testing"

// TestTheOtherWays has a row for each program that gets another line.
func TestTheOtherWays(t *testing.T) {
	to := ParseTarget("[2001:db8::7]:2222")
	for client, want := range map[Client][2]string{
		OpenSSH:        {"sftp -P 2222 [2001:db8::7]", "ssh -p 2222 2001:db8::7 put K7F2/front < FILE"},
		OpenSSHLinux:   {"sftp -P 2222 [2001:db8::7]", "ssh -p 2222 2001:db8::7 put K7F2/front < FILE"},
		OpenSSHWindows: {"sftp -P 2222 [2001:db8::7]", `cmd /c "ssh -p 2222 2001:db8::7 put K7F2/front < FILE"`},
		PuTTY:          {"psftp -P 2222 [2001:db8::7]", `cmd /c "plink -P 2222 2001:db8::7 put K7F2/front < FILE"`},
	} {
		if got := [2]string{client.SFTPCommand(to), client.PutCommand(to, "K7F2/front")}; got != want {
			t.Errorf("%s: %q", client, got)
		}
	}
	if got := OpenSSH.SFTPCommand(ParseTarget("docs:22")); got != "sftp docs" {
		t.Error(got)
	}
}
