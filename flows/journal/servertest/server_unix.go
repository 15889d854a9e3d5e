//go:build unix

package servertest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"time"
)

// newServer makes a server in a new folder below root, "" for the usual one, and starts it.
func newServer(root string) (*Server, error) {
	programs, err := findPrograms()
	if err != nil {
		return nil, err
	}
	// Not a test's own folder: the socket's path must be short, and as root
	// another user has to come through.
	folder, err := os.MkdirTemp(root, "dossier-pg-")
	if err != nil {
		return nil, err
	}
	s := &Server{programs: programs, folder: folder}
	if err := s.initDataFolder(); err != nil {
		_ = os.RemoveAll(folder)
		return nil, err
	}
	// Another process may take the port between the look and the start.
	for range 5 {
		if s.port, err = freePort(); err == nil {
			err = s.startAndWait()
		}
		if err == nil {
			return s, execStatements(context.Background(), s.URL(), "CREATE ROLE "+Owner+" LOGIN PASSWORD '"+Password+"'")
		}
	}
	_ = os.RemoveAll(folder)
	return nil, err
}

// findPrograms finds the folder with the server's programs, the newest version
// first when there are several.
func findPrograms() (string, error) {
	var folders []string
	if path, err := exec.LookPath("initdb"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil {
			folders = append(folders, filepath.Dir(path))
		}
	}
	versions, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	slices.SortFunc(versions, func(a, b string) int { return programVersion(b) - programVersion(a) })
	for _, folder := range append(folders, versions...) {
		if isExecutable(filepath.Join(folder, "initdb")) && isExecutable(filepath.Join(folder, "postgres")) {
			return folder, nil
		}
	}
	return "", errMissing
}

func programVersion(folder string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(folder)))
	return n
}

func isExecutable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}

// freePort asks the system for one.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// writeFile makes a file that belongs to the server's user.
func (s *Server) writeFile(path string, data []byte) error {
	if err := os.WriteFile(path, data, 0o600); err != nil {
		return err
	}
	return chownToServer(path)
}

// chownToServer makes the server's user the owner.
func chownToServer(path string) error {
	id, err := serverCredential()
	if err != nil || id == nil {
		return err
	}
	return os.Chown(path, int(id.Uid), int(id.Gid))
}

// initDataFolder makes the data folder.
func (s *Server) initDataFolder() error {
	id, err := serverCredential()
	if err != nil {
		return err
	}
	word := filepath.Join(s.folder, "word")
	if err := errors.Join(chownToServer(s.folder), s.writeFile(word, []byte(Password+"\n"))); err != nil {
		return err
	}
	// What initdb itself writes need not survive a power loss.
	c := exec.Command(filepath.Join(s.programs, "initdb"), "--no-sync", "--no-instructions", "--username=postgres",
		"--auth=scram-sha-256", "--pwfile="+word, "--encoding=UTF8", "--locale=C", "--pgdata="+filepath.Join(s.folder, "data"))
	c.Dir, c.SysProcAttr = s.folder, &syscall.SysProcAttr{Credential: id}
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	return nil
}

// serverCredential is who the server runs as when the tests run as root, which
// PostgreSQL refuses; nil means this user.
func serverCredential() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		account, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, e1 := strconv.ParseUint(account.Uid, 10, 32)
		gid, e2 := strconv.ParseUint(account.Gid, 10, 32)
		if e1 == nil && e2 == nil && uid != 0 {
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
		}
	}
	return nil, errors.New("tests that run as root need a user postgres or nobody for the server")
}

// serverProcess is a server's process. The guard is a shell that waits for the test
// binary's end, however it comes, and then ends the server and its folder.
type serverProcess struct {
	server, guard *exec.Cmd
	guardInput    io.WriteCloser // the guard's input; "done" ends it
}

const guardScript = `read word || { kill -QUIT "$1"; sleep 1; rm -rf "$2"; }`

func (s *Server) startProcess(settings []string) (*serverProcess, error) {
	id, err := serverCredential()
	if err != nil {
		return nil, err
	}
	log, err := os.OpenFile(filepath.Join(s.folder, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer func() { _ = log.Close() }()
	args := []string{
		"-D", filepath.Join(s.folder, "data"), "-h", "127.0.0.1", "-p", strconv.Itoa(s.port), "-k", s.folder,
		"-c", "fsync=on", "-c", "shared_buffers=16MB", "-c", "autovacuum=off", "-c", "max_wal_size=256MB",
	}
	for _, setting := range settings {
		args = append(args, "-c", setting)
	}
	r := &serverProcess{server: exec.Command(filepath.Join(s.programs, "postgres"), args...)}
	r.server.Dir, r.server.Stderr = s.folder, log
	r.server.SysProcAttr = &syscall.SysProcAttr{Credential: id, Setpgid: true} // ctrl+c is for the tests
	if err := r.server.Start(); err != nil {
		return nil, err
	}
	r.guard = exec.Command("/bin/sh", "-c", guardScript, "guard", strconv.Itoa(r.server.Process.Pid), s.folder)
	r.guard.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if r.guardInput, err = r.guard.StdinPipe(); err == nil {
		err = r.guard.Start()
	}
	if err != nil {
		_ = r.server.Process.Kill()
		return nil, err
	}
	return r, nil
}

// isAlive reports whether the server's first process is there still.
func (s *serverProcess) isAlive() bool {
	var status syscall.WaitStatus
	pid, err := syscall.Wait4(s.server.Process.Pid, &status, syscall.WNOHANG, nil)
	return err == nil && pid == 0
}

// killNow ends every process of the server at once, with no last write to the disk,
// as a crash does.
func (s *serverProcess) killNow() error { return s.endWithSignal(syscall.SIGQUIT) }

// stopOrderly ends in order, and does not wait for the clients.
func (s *serverProcess) stopOrderly() error { return s.endWithSignal(syscall.SIGINT) }

func (s *serverProcess) endWithSignal(signal syscall.Signal) error {
	defer s.stopGuard()
	_ = s.server.Process.Signal(signal)
	late := time.AfterFunc(serverTimeout, func() { _ = s.server.Process.Kill() })
	_ = s.server.Wait() // its exit code says only which signal it got
	if !late.Stop() {
		return errors.New("it had to be killed")
	}
	return nil
}

// stopGuard ends the guard.
func (s *serverProcess) stopGuard() {
	_, _ = io.WriteString(s.guardInput, "done\n")
	_ = s.guardInput.Close()
	_ = s.guard.Wait()
}
