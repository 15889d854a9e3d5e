package e2e

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"dossier/assets/deployment"
)

// deployed is the service as a recipe runs it, with the recipe's paths below a folder.
type deployed struct {
	*world
	program, root, port, metrics string
}

// newDeployed writes what a recipe asks for: host keys and operators by init, and a token.
func newDeployed(t *testing.T) *deployed {
	t.Helper()
	d := &deployed{world: newWorld(t, withOwnKey()), program: requireProgram(t), root: t.TempDir(), port: freePort(t), metrics: freePort(t)}
	initService(t, d.program, []string{"HOME=" + t.TempDir()}, d.at("/etc/dossier")) // there is no journal of its user yet
	d.writeFile("/etc/dossier/operators.toml", operatorText("maya", "operator", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKG4yKpkTH2jVdbhtjt7MnVekY/5ZRj3atpT4lecRQpc"))
	d.writeFile("/etc/dossier/token", secret+"\n")
	return d
}

// at is where a path of the recipe is in this test.
func (d *deployed) at(path string) string { return filepath.Join(d.root, path) }

func (d *deployed) writeFile(path, text string) {
	d.t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(d.at(path)), 0o700), os.WriteFile(d.at(path), []byte(text), 0o600)); err != nil {
		d.t.Fatal(err)
	}
}

// checkItAnswers reads the greeting of the SSH service, and its health.
func (d *deployed) checkItAnswers() {
	d.t.Helper()
	conn, err := net.Dial("tcp", "127.0.0.1:"+d.port)
	if err != nil {
		d.t.Fatal(err)
	}
	defer conn.Close()
	if greeting, err := bufio.NewReader(conn).ReadString('\n'); err != nil || greeting != "SSH-2.0-dossier\r\n" {
		d.t.Errorf("greeting %q, %v", greeting, err)
	}
}

// manager is a service manager that hears what a service says of itself.
type manager struct {
	t      *testing.T
	socket *net.UnixConn
	ticks  int // signs of life
}

func newManager(t *testing.T, path string) *manager {
	t.Helper()
	socket, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = socket.Close() })
	return &manager{t: t, socket: socket}
}

// next is the next message that is no sign of life.
func (m *manager) next() string {
	m.t.Helper()
	message := make([]byte, 4096)
	for {
		_ = m.socket.SetReadDeadline(time.Now().Add(patience))
		n, err := m.socket.Read(message)
		if err != nil {
			m.t.Fatal(err)
		}
		if text := string(message[:n]); text != "WATCHDOG=1" {
			return text
		}
		m.ticks++
	}
}

// command is the command of the unit, run as systemd would: credentials are copies that
// only their reader may read, and variables and specifiers have their values.
func (d *deployed) command() *exec.Cmd {
	d.t.Helper()
	credentials := d.at("/run/credentials")
	values := strings.NewReplacer(
		"${CREDENTIALS_DIRECTORY}", credentials, "%S/", d.at("/var/lib")+"/", "/usr/local/bin/dossier", d.program, "/etc/dossier/", d.at("/etc/dossier")+"/",
		":2222", "127.0.0.1:"+d.port, "127.0.0.1:9222", "127.0.0.1:"+d.metrics)
	cmd := &exec.Cmd{Path: d.program, Env: []string{"PERSONR_API_URL=" + d.url, "CREDENTIALS_DIRECTORY=" + credentials}}
	for line := range strings.Lines(deployment.Unit) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		switch name {
		case "ExecStart":
			cmd.Args = strings.Fields(values.Replace(value))
		case "Environment":
			cmd.Env = append(cmd.Env, values.Replace(value))
		case "StateDirectory":
			for _, folder := range strings.Fields(value) {
				d.mkdir("/var/lib/" + folder)
			}
		case "LoadCredential":
			id, source, _ := strings.Cut(value, ":")
			text, err := os.ReadFile(d.at(source))
			if err != nil {
				d.t.Fatal(err)
			}
			d.writeFile("/run/credentials/"+id, string(text))
			if err := os.Chmod(filepath.Join(credentials, id), 0o400); err != nil {
				d.t.Fatal(err)
			}
		}
	}
	return cmd
}

func (d *deployed) mkdir(path string) {
	d.t.Helper()
	if err := os.MkdirAll(d.at(path), 0o700); err != nil {
		d.t.Fatal(err)
	}
}

// monotonic is the time of the clock that systemd compares, in microseconds.
func monotonic(t *testing.T) int64 {
	t.Helper()
	var now unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &now); err != nil {
		t.Fatal(err)
	}
	return now.Nano() / 1000
}

var reloading = regexp.MustCompile(`^RELOADING=1\nMONOTONIC_USEC=(\d+)\n?$`)

// TestTheUnitOfSystemd proves that the program takes what the unit gives it, and tells the
// manager when people can log in, when it reads its operators again, that it lives, and
// that it ends; and that its end is a success.
func TestTheUnitOfSystemd(t *testing.T) {
	t.Parallel()
	d := newDeployed(t)
	m := newManager(t, d.at("/notify"))
	cmd := d.command()
	cmd.Env = append(cmd.Env, "NOTIFY_SOCKET="+d.at("/notify"), "WATCHDOG_USEC=40000")
	var log strings.Builder
	cmd.Stderr = &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	if got := m.next(); got != "READY=1" {
		t.Fatalf("first %q", got)
	}
	d.checkItAnswers()
	if answer, err := http.Get("http://127.0.0.1:" + d.metrics + "/healthz"); err != nil || answer.StatusCode != http.StatusOK {
		t.Errorf("healthz: %v, %v", answer, err)
	}
	before := monotonic(t)
	signal(t, cmd, syscall.SIGHUP)
	began := reloading.FindStringSubmatch(m.next())
	if began == nil || m.next() != "READY=1" {
		t.Fatalf("reload: %q", began)
	}
	if at, _ := strconv.ParseInt(began[1], 10, 64); at < before || at > monotonic(t) {
		t.Errorf("it began at %d, the signal was sent at %d", at, before)
	}
	signal(t, cmd, syscall.SIGTERM)
	if got := m.next(); got != "STOPPING=1" || m.ticks == 0 {
		t.Errorf("last %q after %d signs of life", got, m.ticks)
	}
	if err := <-ended; err != nil {
		t.Errorf("%v\n%s", err, log.String())
	}
	if _, err := os.Stat(d.at("/var/lib/dossier-audit/audit.key")); err != nil {
		t.Error(err)
	}
}

func signal(t *testing.T, cmd *exec.Cmd, s os.Signal) {
	t.Helper()
	if err := cmd.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
}

// TestSystemdTakesTheUnit asks systemd itself, where it is installed.
func TestSystemdTakesTheUnit(t *testing.T) {
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd is not installed")
	}
	path := filepath.Join(t.TempDir(), "dossier.service")
	unit := strings.ReplaceAll(deployment.Unit, "/usr/local/bin/dossier", "/bin/true")
	if err := os.WriteFile(path, []byte(unit), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(analyze, "verify", path).CombinedOutput(); err != nil || strings.Contains(string(out), "dossier.service") {
		t.Errorf("%v: %s", err, out)
	}
}

// instructions are the values of one instruction of the container's recipe.
func instructions(name string) []string {
	var list []string
	for line := range strings.Lines(deployment.Containerfile) {
		if value, ok := strings.CutPrefix(strings.TrimSpace(line), name+" "); ok {
			list = append(list, value)
		}
	}
	return list
}

// list is the value of an instruction that is an array.
func list(t *testing.T, name string) (values []string) {
	t.Helper()
	if err := json.Unmarshal([]byte(instructions(name)[0]), &values); err != nil {
		t.Fatal(err)
	}
	return values
}

// TestTheContainer runs the entry point of the recipe where nothing is but the program and
// the folders that the recipe names, as the user of the recipe.
func TestTheContainer(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can change the root folder")
	}
	t.Parallel()
	const user = 65532
	if got := instructions("USER"); !slices.Equal(got, []string{fmt.Sprintf("%d:%d", user, user)}) {
		t.Fatalf("user %q", got)
	}
	d := newDeployed(t)
	program, err := os.ReadFile(d.program)
	if err != nil {
		t.Fatal(err)
	}
	entry := list(t, "ENTRYPOINT")
	d.writeFile(entry[0], string(program))
	for _, folder := range append(list(t, "VOLUME"), "/tmp") {
		d.mkdir(folder)
	}
	err = filepath.WalkDir(d.root, func(path string, _ os.DirEntry, _ error) error {
		return errors.Join(os.Chown(path, user, user))
	})
	if err = errors.Join(err, os.Chmod(d.at(entry[0]), 0o755)); err != nil {
		t.Fatal(err)
	}
	last := len(entry) - 1
	if entry[last] != ":2222" {
		t.Fatalf("entry point %q", entry)
	}
	entry[last] = "127.0.0.1:" + d.port
	var log strings.Builder
	cmd := &exec.Cmd{Path: entry[0], Args: entry, Dir: "/", Env: append(instructions("ENV"), "PERSONR_API_URL="+d.url), Stderr: &log}
	cmd.SysProcAttr = &syscall.SysProcAttr{Chroot: d.root, Credential: &syscall.Credential{Uid: user, Gid: user}}
	ready, told, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = told
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = told.Close()
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	lines := bufio.NewScanner(ready)
	for lines.Scan() && !strings.Contains(lines.Text(), "host key") {
		log.WriteString(lines.Text() + "\n")
	}
	d.checkItAnswers()
	signal(t, cmd, syscall.SIGTERM)
	for lines.Scan() {
		log.WriteString(lines.Text() + "\n")
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("%v\n%s", err, log.String())
	}
	if _, err := os.Stat(d.at("/var/lib/dossier/journal.db")); err != nil {
		t.Error(err)
	}
	if rest, err := os.ReadDir(d.at("/tmp")); err != nil || len(rest) > 0 {
		t.Errorf("left in /tmp: %v, %v", rest, err)
	}
}
