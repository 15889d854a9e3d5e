package e2e

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"dossier/personr/sandbox"
)

// canaryWorld is a world whose service says canaries, and a root folder that holds all
// that the program may write to.
type canaryWorld struct {
	*world
	program  string
	root     string
	pictures map[string][]byte // by name without the canary
	given    map[string][]byte // the files that were there before
}

// newCanaryWorld makes the folders, the pictures and the service. rules come before
// those that plant canaries into the answers.
func newCanaryWorld(t *testing.T, rules ...sandbox.Rule) *canaryWorld {
	t.Helper()
	program := requireProgram(t)
	root := t.TempDir()
	for _, dir := range []string{"home", "tmp", "state", "config", "cache", "data", "run", "work", "state/journal", "home/" + canFolder} {
		if err := os.Mkdir(filepath.Join(root, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	s := &canaryWorld{program: program, root: root, pictures: markedPictures()}
	s.world = newWorld(t, withHome(s.at("home")), withJournal(s.at("state", "journal", "j.db")), withOwnKey(), plantCanaries(rules))
	for name, content := range s.pictures {
		s.writeFile(s.picture(name), content)
	}
	s.writeFile(s.at("work", "token"), []byte(canToken+"\n"))
	maps.Copy(s.env, map[string]string{
		"HOME": s.at("home"), "TMPDIR": s.at("tmp"), "XDG_STATE_HOME": s.at("state"), "XDG_CONFIG_HOME": s.at("config"),
		"XDG_CACHE_HOME": s.at("cache"), "XDG_DATA_HOME": s.at("data"), "XDG_RUNTIME_DIR": s.at("run"), "PATH": os.Getenv("PATH"), "USER": "maya",
		"LANG": "C.UTF-8",
	})
	s.given = tree(t, s.root)
	return s
}

func (s *canaryWorld) at(parts ...string) string {
	return filepath.Join(append([]string{s.root}, parts...)...)
}

func (s *canaryWorld) writeFile(path string, content []byte) {
	s.t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// picture is where a picture lies.
func (s *canaryWorld) picture(name string) string {
	return s.at("home", canFolder, canFile+"-"+name+".jpg")
}

// markedPictures are drawn once.
var markedPictures = sync.OnceValue(func() map[string][]byte {
	list := map[string][]byte{}
	for _, name := range []string{"front", "back", "selfie"} {
		list[name] = markPicture(noise("canary " + name))
	}
	return list
})

// markPicture puts a text into a JPEG as EXIF and as a comment.
func markPicture(picture []byte) []byte {
	// One directory entry: ImageDescription (0x010e), text, at offset 26.
	exif := []byte("Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x0e\x00\x02\x00\x00\x00")
	exif = append(exif, byte(len(canExif)+1), 0, 0, 0, 26, 0, 0, 0, 0)
	exif = append(append(exif, canExif...), 0)
	return withSegments(picture, segment(0xe1, string(exif)), segment(jpegComment, canComment))
}

// plantCanaries has each of the service's answers hold a birth date and a header
// of its own, and the pictures' answers a warning.
func plantCanaries(rules []sandbox.Rule) option {
	remark, _ := json.Marshal(map[string]string{"code": canRemark, "message": "born " + canRemark})
	headers := map[string]string{"X-Debug": canHeader}
	rules = append(rules,
		sandbox.Rule{Call: "upload", DocType: "SELFIE", Do: sandbox.Action{
			Kind: sandbox.KindAnswer, Headers: headers, Warnings: []json.RawMessage{remark},
		}},
		sandbox.Rule{Call: "*", Do: sandbox.Action{Kind: sandbox.KindAnswer, Headers: headers}})
	return withService(func(c *sandbox.Config) {
		c.Token, c.AutoCreate, c.Script = canToken, false, rules
		c.Applicants = []sandbox.Applicant{{ID: anna, NameFirst: canFirst, NameLast: canLast, Email: canLast + "@example.test", Phone: canBirth}}
	})
}

// command is the program with the scene's surroundings.
func (s *canaryWorld) command(args ...string) *exec.Cmd {
	cmd := exec.Command(s.program, args...)
	cmd.Env, cmd.Dir = s.environ(), s.at("work")
	return cmd
}

// runProgram runs the program to its end and returns its exit code and what can be
// read of it: its streams, what the kernel shows of the process while it runs,
// and every file that is new or other than before.
func (s *canaryWorld) runProgram(args ...string) (int, map[string][]byte) {
	s.t.Helper()
	var out, errs bytes.Buffer
	cmd := s.command(args...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	watch := watchProcess(cmd.Process.Pid)
	stop := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() })
	err := cmd.Wait()
	stop.Stop()
	places := watch()
	s.startedWith(cmd, places)
	var failed *exec.ExitError
	if err != nil && !errors.As(err, &failed) {
		s.t.Fatal(err)
	}
	places["stdout"], places["stderr"] = out.Bytes(), errs.Bytes()
	maps.Copy(places, s.files())
	return cmd.ProcessState.ExitCode(), places
}

// startedWith takes out of places what is exactly the command line and the
// environment that the program was started with: they were put there by who
// started it, and the kernel keeps them. Anything else in their place is the
// program's.
func (s *canaryWorld) startedWith(cmd *exec.Cmd, places map[string][]byte) {
	s.t.Helper()
	argv, environ := strings.Join(cmd.Args, "\x00")+"\x00", strings.Join(cmd.Env, "\x00")+"\x00"
	for place, content := range places {
		switch {
		case strings.HasPrefix(place, "argv") && string(content) == argv:
			delete(places, place)
		case strings.HasPrefix(place, "environ") && string(content) == environ:
			delete(places, place)
		}
	}
}

func (s *canaryWorld) files() map[string][]byte { return fresh(s.given, tree(s.t, s.root)) }

func (s *canaryWorld) search(places map[string][]byte) []found {
	return search(places, canaries(s.pictures))
}

// uploadArgs are the arguments of a whole upload.
func (s *canaryWorld) uploadArgs(more ...string) []string {
	return uploadArgs(s.picture("front"), s.picture("back"), s.picture("selfie"), more...)
}

// proxy listens as an HTTP proxy that wants another password, and says whether
// it was asked.
func (s *canaryWorld) proxy() (address string, asked func() bool) {
	s.t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	seen := make(chan struct{}, 100)
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Proxy-Authorization") != "" {
			seen <- struct{}{}
		}
		w.Header().Set("X-Debug", canHeader)
		w.WriteHeader(http.StatusProxyAuthRequired)
		_, _ = io.WriteString(w, canPage)
	})}
	go func() { _ = server.Serve(listener) }()
	s.t.Cleanup(func() { _ = server.Close() })
	return listener.Addr().String(), func() bool { return len(seen) > 0 }
}
