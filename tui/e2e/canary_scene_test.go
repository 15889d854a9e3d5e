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
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dossier/personr/sandbox"
)

// scene is one user's world: a service that says canaries, and a root folder
// that holds all that the program may write to.
type scene struct {
	t        *testing.T
	program  string
	service  *sandbox.Sandbox
	root     string
	env      map[string]string
	pictures map[string][]byte // by name without the canary
	given    map[string][]byte // the files that were there before
}

// newScene makes the folders, the pictures and the service. rules come before
// those that plant canaries into the answers.
func newScene(t *testing.T, rules ...sandbox.Rule) *scene {
	t.Helper()
	program, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	s := &scene{t: t, program: program, root: t.TempDir(), pictures: markedPictures()}
	for _, dir := range []string{"home", "tmp", "state", "config", "cache", "data", "run", "work", "state/journal"} {
		if err := os.Mkdir(filepath.Join(s.root, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(s.at("home", canFolder), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, content := range s.pictures {
		s.write(s.picture(name), content)
	}
	s.write(s.at("work", "token"), []byte(canToken+"\n"))
	s.serve(rules)
	s.env = map[string]string{
		"HOME": s.at("home"), "TMPDIR": s.at("tmp"), "XDG_STATE_HOME": s.at("state"), "XDG_CONFIG_HOME": s.at("config"),
		"XDG_CACHE_HOME": s.at("cache"), "XDG_DATA_HOME": s.at("data"), "XDG_RUNTIME_DIR": s.at("run"), "PATH": os.Getenv("PATH"), "USER": "maya",
		"LANG": "C.UTF-8", "PERSONR_TOKEN": canToken, "DOSSIER_JOURNAL": s.at("state", "journal", "j.db"), "PERSONR_API_URL": s.env["PERSONR_API_URL"],
	}
	s.given = tree(t, s.root)
	return s
}

func (s *scene) at(parts ...string) string {
	return filepath.Join(append([]string{s.root}, parts...)...)
}

func (s *scene) write(path string, content []byte) {
	s.t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// picture is where a picture lies.
func (s *scene) picture(name string) string {
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

// markPicture puts a text into a JPEG as EXIF and as a comment, behind its first
// marker (ITU-T T.81, B.1.1.3).
func markPicture(picture []byte) []byte {
	segment := func(marker byte, content string) []byte {
		return append([]byte{0xff, marker, 0, byte(len(content) + 2)}, content...)
	}
	// One directory entry: ImageDescription (0x010e), text, at offset 26.
	exif := []byte("Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x0e\x00\x02\x00\x00\x00")
	exif = append(exif, byte(len(canExif)+1), 0, 0, 0, 26, 0, 0, 0, 0)
	exif = append(append(exif, canExif...), 0)
	return slices.Concat(picture[:2], segment(0xe1, string(exif)), segment(0xfe, canComment), picture[2:])
}

// serve starts the service. Each of its answers holds a birth date and a header
// of its own, and the pictures' answers hold a warning.
func (s *scene) serve(rules []sandbox.Rule) {
	s.t.Helper()
	remark, _ := json.Marshal(map[string]string{"code": canRemark, "message": "born " + canRemark})
	headers := map[string]string{"X-Debug": canHeader}
	birth := map[string]any{"extractedBirthDate": canBirth, "nameLast": canLast}
	rules = append(rules,
		sandbox.Rule{Call: "upload", DocType: "SELFIE", Do: sandbox.Action{
			Kind: sandbox.KindAnswer, Headers: headers, Echo: birth, Warnings: []json.RawMessage{remark},
		}},
		sandbox.Rule{Call: "*", Do: sandbox.Action{Kind: sandbox.KindAnswer, Headers: headers, Echo: birth}})
	s.service = sandbox.New(sandbox.Config{
		Token: canToken, Flows: needs(), DefaultFlow: "KYC basic", Blind: true, Script: rules,
		Applicants: []sandbox.Applicant{{ID: anna, NameFirst: canFirst, NameLast: canLast, Email: canLast + "@example.test", Phone: canLast}},
	})
	server, err := s.service.Listen("127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(s.service.Close)
	s.env = map[string]string{"PERSONR_API_URL": server.BaseURL()}
}

func (s *scene) environ() []string {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(s.env)) {
		list = append(list, name+"="+s.env[name])
	}
	return list
}

// command is the program with the scene's surroundings.
func (s *scene) command(args ...string) *exec.Cmd {
	cmd := exec.Command(s.program, args...)
	cmd.Env, cmd.Dir = s.environ(), s.at("work")
	return cmd
}

// run runs the program to its end and returns its exit code and what can be
// read of it: its streams, what the kernel shows of the process while it runs,
// and every file that is new or other than before.
func (s *scene) run(args ...string) (int, map[string][]byte) {
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
// environment that the program was started with: whoever started it put them
// there, and the kernel keeps them. Anything else in their place is the
// program's.
func (s *scene) startedWith(cmd *exec.Cmd, places map[string][]byte) {
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

func (s *scene) files() map[string][]byte { return fresh(s.given, tree(s.t, s.root)) }

func (s *scene) search(places map[string][]byte) []found {
	return search(places, canaries(s.pictures))
}

// uploadArgs are the arguments of a whole upload.
func (s *scene) uploadArgs(more ...string) []string {
	return append([]string{
		"upload", "--applicant", anna, "--flow", "KYC basic", "--country", "AUS", "--document", "identity=ID_CARD",
		"identity.front=" + s.picture("front"), "identity.back=" + s.picture("back"), "selfie=" + s.picture("selfie"),
	}, more...)
}

// proxy listens as an HTTP proxy that wants another password, and says whether
// it was asked.
func (s *scene) proxy() (address string, asked func() bool) {
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
