package scpline

// SFTPCommand is the line that opens a connection for transfers.
func (c Client) SFTPCommand(to Target) string {
	program := "sftp"
	if c == PuTTY {
		program = "psftp"
	}
	if to.Port != "" && to.Port != defaultPort {
		program += " -P " + to.Port
	}
	return program + " " + to.String()
}

// PutCommand is the line that brings a file where neither scp nor sftp gets through. Only
// cmd reads a file in this way on Windows; PowerShell starts one for it.
func (c Client) PutCommand(to Target, into string) string {
	line := c.LoginCommand(to, "put "+into) + " < " + placeholder
	if c.isPOSIX() {
		return line
	}
	return `cmd /c "` + line + `"`
}
