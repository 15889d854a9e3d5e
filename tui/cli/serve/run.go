package serve

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/crypto/ssh"

	"dossier/flows/safefile"
	"dossier/tui/cli"
	"dossier/tui/sshd/operators"
)

// Settings is what the service runs with, read from flags and files.
type Settings struct {
	cli.Setup
	Options   *cli.Options
	Operators *operators.Watcher
	HostKeys  []ssh.Signer
	Listeners []net.Listener
	Log       *slog.Logger
	Manager   Manager
	Metrics   net.Listener // where metrics and health are served; nil: nowhere
	Public    string       // HOST or HOST:PORT, as operators type it; "": as they came
	LockAfter time.Duration
}

// Starter runs the service until ctx ends.
type Starter func(ctx context.Context, s Settings) error

// runOptions are the flags of serve.
type runOptions struct {
	operators string
	hostKeys  []string
	listen    []string
	balancers prefixesFlag
	metrics   string
	public    string
	lockAfter time.Duration
}

// defaultListen is the port of the service unless --listen says otherwise: 22 is the
// host's own.
const defaultListen = ":2222"

func (f *runOptions) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.operators, "operators", "", "the operators `FILE` (default "+OperatorsFile+" in the configuration folder)")
	flags.StringArrayVar(&f.hostKeys, "host-key", nil, "a private host key `FILE` of mode 0600; may be given twice (default those beside the operators file)")
	flags.StringArrayVar(&f.listen, "listen", nil, "an `ADDRESS` to answer, such as 0.0.0.0:2222; may be given twice (default "+defaultListen+")")
	flags.Var(&f.balancers, "proxy-from", "the `ADDRESS` of a load balancer that sends PROXY headers, or a network such as 10.0.0.0/24; may be given twice")
	flags.StringVar(&f.metrics, "metrics", "", "a loopback `ADDRESS` for /metrics (Prometheus) and /healthz, such as 127.0.0.1:9222")
	flags.StringVar(&f.public, "public-name", "", "the `HOST[:PORT]` that operators type, for the commands that are shown; with several hosts each has its own")
	f.lockAfter = defaultLockAfter
	cli.AddDurationFlag(cmd, &f.lockAfter, "lock-after", "lock a wizard after a `DURATION` without a key press", minLockAfter, maxLockAfter)
}

// When an unattended wizard is locked: by default, at the earliest, and at the latest.
const defaultLockAfter, minLockAfter, maxLockAfter = 10 * time.Minute, time.Second, 12 * time.Hour

// run reads everything that the service needs, and starts it.
func (c command) run(ctx context.Context, f runOptions, start Starter) error {
	setup, err := c.LoadSetup()
	if err != nil {
		return err
	}
	s := Settings{Setup: setup, Options: c.Options, Public: f.public, LockAfter: f.lockAfter, Log: slog.New(slog.NewTextHandler(c.Env.Err, nil))}
	path := f.operators
	if path == "" {
		if path, err = c.operatorsPath(nil); err != nil {
			return err
		}
	}
	s.Operators, err = operators.NewWatcher(operators.Source{Path: path, FlowNames: flowNames(setup.Flows), Hangup: c.hangups(ctx), BeginReload: beginReload, Log: func(level slog.Level, line string) { s.Log.Log(ctx, level, line) }})
	if err != nil {
		return fileProblem(err)
	}
	if s.HostKeys, err = readHostKeys(f.hostKeyFiles(filepath.Dir(path))); err != nil {
		return err
	}
	if s.Listeners, err = listen(f.listen, f.balancers.wrapper(s.Log)); err != nil {
		return err
	}
	if s.Metrics, err = listenForMetrics(f.metrics); err != nil {
		closeAll(s.Listeners)
		return err
	}
	s.Manager = Manager{func() { c.announce(s) }}
	return start(ctx, s)
}

// hangups are the HUP signals that read the operators file again. On a terminal the signal
// says that the terminal is gone, and ends the service.
func (c command) hangups(ctx context.Context) <-chan os.Signal {
	if c.Env.Terminal {
		return nil
	}
	return cli.TakeHangups(ctx)
}

// announce says where the service listens, and its keys' fingerprints: operators compare
// them at their first login.
func (c command) announce(s Settings) {
	for _, l := range s.Listeners {
		fmt.Fprintln(c.Env.Err, "dossier: listening on", l.Addr())
	}
	for _, key := range s.HostKeys {
		fmt.Fprintln(c.Env.Err, "dossier: host key", ssh.FingerprintSHA256(key.PublicKey()), key.PublicKey().Type())
	}
}

// hostKeyFile is a file of a host key, and what an error calls it: a path that was typed is
// never repeated.
type hostKeyFile struct{ path, name string }

// hostKeyFiles are the files of the host keys.
func (f runOptions) hostKeyFiles(folder string) []hostKeyFile {
	if len(f.hostKeys) == 0 {
		return []hostKeyFile{
			{filepath.Join(folder, Ed25519KeyFile), Ed25519KeyFile + " beside the operators file"},
			{filepath.Join(folder, ECDSAKeyFile), ECDSAKeyFile + " beside the operators file"},
		}
	}
	var list []hostKeyFile
	for i, path := range f.hostKeys {
		list = append(list, hostKeyFile{path, numbered("--host-key", i, len(f.hostKeys))})
	}
	return list
}

// numbered is what an error calls one of the values of a flag.
func numbered(flag string, i, n int) string {
	if n < 2 {
		return flag
	}
	return fmt.Sprintf("%s number %d", flag, i+1)
}

// readHostKeys reads private keys. None is ever made here: a new one would look to every
// operator like somebody in between.
func readHostKeys(files []hostKeyFile) ([]ssh.Signer, error) {
	var keys []ssh.Signer
	for _, file := range files {
		text, err := safefile.Read(file.path, safefile.Rules{MaxBytes: maxTokenFile, Private: true})
		if err != nil {
			p := cli.NewProblem(cli.ExitUsage, "a host key cannot be read ("+file.name+"): "+cli.FileErrorCause(err).Error(), err)
			if errors.Is(err, fs.ErrNotExist) {
				p.Next = []string{"dossier serve init    makes host keys"}
			}
			return nil, p
		}
		key, err := ssh.ParsePrivateKey(text)
		if err != nil {
			return nil, cli.Problemf(cli.ExitUsage, "a host key is no private key without a passphrase in OpenSSH's format (%s)", file.name)
		}
		keys = append(keys, key)
	}
	return keys, nil
}

// listen opens the ports.
func listen(addresses []string, wrap func(net.Listener) net.Listener) ([]net.Listener, error) {
	if len(addresses) == 0 {
		addresses = []string{defaultListen}
	}
	var list []net.Listener
	for i, address := range addresses {
		l, err := net.Listen("tcp", address)
		if err != nil {
			closeAll(list)
			return nil, cli.NewProblem(cli.ExitUsage, "cannot listen at "+listenPlace(err, numbered("--listen", i, len(addresses)))+": "+listenCause(err), err)
		}
		list = append(list, wrap(l))
	}
	return list, nil
}

// listenPlace is the address of a port that cannot be opened, with the flag that says it. What
// was typed and is no address is not repeated.
func listenPlace(err error, flag string) string {
	if at, ok := errors.AsType[*net.OpError](err); ok && at.Addr != nil {
		return at.Addr.String() + " (" + flag + ")"
	}
	return "what " + flag + " says"
}

// listenCause is why a port cannot be opened, without Go's words around it and what was typed.
func listenCause(err error) string {
	if typed, ok := errors.AsType[*net.AddrError](err); ok {
		return typed.Err
	}
	if typed, ok := errors.AsType[*net.DNSError](err); ok {
		return typed.Err
	}
	if at, ok := errors.AsType[*net.OpError](err); ok && at.Err != nil {
		return at.Err.Error()
	}
	return err.Error()
}
