package e2e

import (
	"os"
	"slices"
	"strings"
	"testing"

	"dossier/personr/sandbox"
)

// commandRun is one run of the program without a terminal. A new output of the
// program is a new row here.
type commandRun struct {
	name  string
	rules []sandbox.Rule
	first bool               // a whole upload went before, with the same journal
	setup func(*canaryWorld) // changes the surroundings
	args  func(*canaryWorld) []string
	code  int
	says  string      // what stderr must say, so that the row is known to do what it is for
	may   []allowance // beside everywhere
	has   [][2]string // place and canary that must be found: the row would show nothing without
}

func onUpload(a sandbox.Action) []sandbox.Rule { return []sandbox.Rule{{Call: "upload", Do: a}} }

func withoutEnv(name string) func(*canaryWorld) { return func(s *canaryWorld) { delete(s.env, name) } }

func withEnv(name, value string) func(*canaryWorld) {
	return func(s *canaryWorld) { s.env[name] = value }
}

func fixedArgs(args ...string) func(*canaryWorld) []string {
	return func(*canaryWorld) []string { return args }
}

func uploadArgsFunc(more ...string) func(*canaryWorld) []string {
	return func(s *canaryWorld) []string { return s.uploadArgs(more...) }
}

// successes are the runs in which everything is sent.
func successes() []commandRun {
	whole := [][2]string{{"stdout", "remark"}, {"file state/", "remark"}}
	return []commandRun{
		{name: "token in the environment", args: uploadArgsFunc("--keep-warnings", "--reason", canReason, "--start-check"), says: "check started", may: []allowance{saidByUpload}, has: whole},
		{name: "token in a file", setup: func(s *canaryWorld) {
			delete(s.env, "PERSONR_TOKEN")
			s.env["PERSONR_TOKEN_FILE"] = s.at("work", "token")
		}, args: uploadArgsFunc("--keep-warnings", "--reason", canReason, "--start-check"), says: "check started", may: []allowance{saidByUpload}, has: whole},
		{name: "the terminal library's traces", setup: func(s *canaryWorld) {
			s.env["TEA_TRACE"], s.env["TEA_DEBUG"] = s.at("work", "trace"), "true"
		}, args: uploadArgsFunc(), may: []allowance{saidByUpload}, has: whole},
		{name: "runtime traces", setup: withEnv("GODEBUG", "http2client=1,inittrace=1,gctrace=1,netdns=2"), args: uploadArgsFunc(), may: []allowance{saidByUpload}, has: whole},
		{name: "again", first: true, args: uploadArgsFunc("--keep-warnings", "--reason", canReason, "--start-check"), says: "check started", may: []allowance{saidByUpload}},
		{name: "the log of the web server", setup: withEnv("GODEBUG", "http2debug=2"), args: uploadArgsFunc(), code: 2, says: "http2debug"},
		{name: "memory in a crash", setup: withEnv("GOTRACEBACK", "crash"), args: uploadArgsFunc(), code: 2, says: "GOTRACEBACK"},
	}
}

// refusals are the runs in which the service or what is before it fails.
func refusals() []commandRun {
	page := "<html><body>" + canPage + " " + canBirth + " " + canToken + "</body></html>"
	message := `{"statusCode":400,"message":"` + canMessage + ` ` + canToken + `"}`
	lost := sandbox.Action{Kind: sandbox.KindStatus, Status: 502, Body: page, Headers: map[string]string{"X-Debug": canHeader}}
	return []commandRun{
		{name: "another token", setup: withEnv("PERSONR_TOKEN", canToken+"Other"), args: uploadArgsFunc(), code: 4, says: "did not accept the sign-in"},
		{name: "401 with a text", rules: onUpload(sandbox.Action{Kind: sandbox.KindStatus, Status: 401, Body: message}), args: uploadArgsFunc(), code: 4,
			may: []allowance{saidByUpload}, has: [][2]string{{"stdout", "message"}, {"stderr", "message"}}},
		{name: "400 with a text", rules: onUpload(sandbox.Action{Kind: sandbox.KindStatus, Status: 400, Body: message}), args: uploadArgsFunc(), code: 1,
			may: []allowance{saidByUpload}, has: [][2]string{{"file state/", "message"}, {"stdout", "message"}, {"stderr", "message"}}},
		{name: "500 with a page", rules: onUpload(sandbox.Action{Kind: sandbox.KindStatus, Status: 500, Body: page}), args: uploadArgsFunc(), code: 7},
		{name: "502 with a page", rules: onUpload(lost), args: uploadArgsFunc(), code: 7},
		{name: "200 with a page", rules: onUpload(sandbox.Action{Kind: sandbox.KindStatus, Status: 200, Body: page}), args: uploadArgsFunc(), code: 7},
		{name: "a redirect", rules: onUpload(sandbox.Action{Kind: sandbox.KindRedirect, Location: "https://" + canHeader + ".invalid/" + canPage}), args: uploadArgsFunc(), code: 7},
		{name: "no HTTP", rules: onUpload(sandbox.Action{Kind: sandbox.KindRaw, Body: canPage + "\r\n\r\n"}), args: uploadArgsFunc(), code: 7},
		{name: "a bad header", rules: onUpload(sandbox.Action{Kind: sandbox.KindRaw, Body: "HTTP/1.1 200 OK\r\n" + canHeader + "\r\n\r\n"}), args: uploadArgsFunc(), code: 7},
		{name: "an echo of somebody else", rules: onUpload(sandbox.Action{Kind: sandbox.KindAnswer, Echo: map[string]any{"applicantId": canEcho, "nameLast": canLast}}),
			args: uploadArgsFunc(), code: 7, says: "STOP", has: [][2]string{{"file state/", "echo"}}},
		{name: "a decision", rules: []sandbox.Rule{{Call: "upload", DocType: "SELFIE", Nth: 1, Do: lost}}, first: true,
			args: fixedArgs("upload", "--applicant", anna, "--decide", "selfie=received", "--reason", canReason), has: [][2]string{{"file state/", "reason"}}},
		{name: "no connection", setup: withEnv("PERSONR_API_URL", "http://127.0.0.1:1/"+canFolderless), args: uploadArgsFunc(), code: 5, says: "port is closed"},
		{name: "an untrusted address", setup: withEnv("PERSONR_API_URL", "https://maya:"+canPassword+"@localhost/"), args: uploadArgsFunc(), code: 2, says: "PERSONR_API_URL"},
	}
}

// canFolderless is a path without a canary: the service's address is part of
// the record.
const canFolderless = "api"

// mistakes are the runs that end before anything is sent.
func mistakes() []commandRun {
	var list []commandRun
	for name, args := range map[string][]string{
		"a path as an applicant":    {"/home/" + canFolder + "/" + canFile},
		"a path as a command":       {"demo", canFolder + "/" + canFile},
		"a path below flows":        {"flows", canFile},
		"a token as a flag's value": {"upload", "--token=" + canToken},
		"a token on a letter":       {"upload", "-t" + canToken},
		"a token as a flag":         {"upload", "--" + canToken},
		"a token as a duration":     {"upload", "--hold", canToken},
		"a name as yes or no":       {"upload", "--start-check=" + canLast},
		"a name as help":            {"--help=" + canLast},
		"a name as a country":       {"upload", "--applicant", anna, "--country", canLast, "--start-check"},
		"a name as a document":      {"upload", "--applicant", anna, "--document", canFile + "=" + canLast, "--start-check"},
		"a name as a size":          {"upload", "--applicant", anna, "--max-size", canLast, "--start-check"},
		"a name as a flow":          {"upload", "--applicant", anna, "--flow", canLast, "--country", "AUS", "selfie=x"},
		"a name as a decision":      {"upload", "--applicant", anna, "--decide", canFile + "=received", "--reason", canReason},
		"file and slot swapped":     {"upload", "--applicant", anna, "--flow", "KYC basic", "--country", "AUS", canFile + "=identity.front"},
		"a file of no slot":         {"upload", "--applicant", anna, "--flow", "KYC basic", "--country", "AUS", canFile + ".front=x.jpg", canFile + ".side=x.jpg"},
		"a slot twice":              {"upload", "--applicant", anna, canFile + "=x.jpg", canFile + "=x.jpg"},
		"a flow file that is not":   {"flows", "check", "/" + canFolder + "/" + canFile},
		"a script that is not":      {"sandbox", "--listen", "127.0.0.1:0", "--script", "/" + canFolder + "/" + canFile},
		"a port that is none":       {"sandbox", "--listen", "127.0.0.1:" + canFile},
	} {
		list = append(list, commandRun{name: name, args: fixedArgs(args...), code: 2, says: "dossier: "})
	}
	return append(list, commandRun{name: "completion", args: fixedArgs("__complete", "upload", "--flow", canFile)},
		commandRun{name: "a path for help", args: fixedArgs("help", canFile), code: 2, says: "no such command"})
}

// faults are the runs with a file or a setting that cannot be used.
func faults() []commandRun {
	wrong := func(path func(*canaryWorld) string, code int, says string) commandRun {
		return commandRun{args: func(s *canaryWorld) []string {
			return []string{"upload", "--applicant", anna, "--flow", "KYC basic", "--country", "AUS", "--document", "identity=PASSPORT", "identity=" + path(s)}
		}, code: code, says: says}
	}
	missing := wrong(func(s *canaryWorld) string { return s.picture("nothing") }, 1, "no such file")
	missing.name = "a file that is not there"
	other := wrong(func(s *canaryWorld) string {
		s.writeFile(s.picture("heic"), []byte("\x00\x00\x00\x18ftypheic"+canExif+strings.Repeat(canComment, 200)))
		s.given = tree(s.t, s.root)
		return s.picture("heic")
	}, 1, "HEIC")
	other.name = "a file of another kind"
	link := wrong(func(s *canaryWorld) string {
		if err := os.Symlink(s.picture("front"), s.picture("link")); err != nil {
			s.t.Fatal(err)
		}
		s.given = tree(s.t, s.root)
		return s.picture("link")
	}, 1, "link")
	link.name = "a link"
	return []commandRun{
		missing, other, link,
		{name: "a token file that is not there", setup: func(s *canaryWorld) { s.env["PERSONR_TOKEN_FILE"] = s.at(canFolder, canFile) }, args: uploadArgsFunc(), code: 4, says: "token file"},
		{name: "a token with a space", setup: withEnv("PERSONR_TOKEN", canToken+" "+canPassword), args: uploadArgsFunc(), code: 4, says: "not usable"},
		{name: "no token", setup: withoutEnv("PERSONR_TOKEN"), args: uploadArgsFunc(), code: 4, says: "no token"},
		{name: "a journal that is a folder", setup: func(s *canaryWorld) { s.env["DOSSIER_JOURNAL"] = s.at("home", canFolder) }, args: uploadArgsFunc(), code: 1, says: "the journal"},
		{name: "a journal that is none", setup: func(s *canaryWorld) { s.env["DOSSIER_JOURNAL"] = s.picture("front") }, args: uploadArgsFunc(), code: 1, says: "the journal"},
		{name: "a flow file that is none", setup: func(s *canaryWorld) { s.env["DOSSIER_FLOWS"] = s.picture("front") }, args: uploadArgsFunc(), code: 2, says: "the flow file"},
	}
}

// records are the runs of what an auditor and an administrator do, on a journal
// that holds a person's reason and the service's words.
func records() []commandRun {
	key := func(s *canaryWorld) { delete(s.env, "PERSONR_TOKEN") }
	told := func(place string) [][2]string { return [][2]string{{place, "remark"}} }
	return []commandRun{
		{name: "audit verify", first: true, setup: key, args: fixedArgs("audit", "verify")},
		{name: "audit verify against a name", first: true, args: fixedArgs("audit", "verify", "--against", "/"+canFolder+"/"+canFile), code: 2, says: "--against"},
		{name: "audit head", first: true, setup: key, args: fixedArgs("audit", "head")},
		{name: "audit head to a name", first: true, args: fixedArgs("audit", "head", "--to", "/proc/"+canFolder+"/"+canFile), code: 1, says: "could not be written down"},
		{name: "audit export, lines", first: true, setup: key, args: fixedArgs("audit", "export", "--format", "jsonl"), may: []allowance{exported}, has: told("stdout")},
		{name: "audit export, cells", first: true, setup: key, args: fixedArgs("audit", "export", "--format", "csv", "--since", "1d"), may: []allowance{exported}, has: told("stdout")},
		{name: "audit export since a name", first: true, args: fixedArgs("audit", "export", "--since", canLast), code: 2, says: "dossier: "},
		{name: "receipt", first: true, setup: key, args: fixedArgs("receipt", anna, "--out", "-", "--format", "html"), may: []allowance{exported}, has: told("stdout")},
		{name: "receipt of a name", first: true, args: fixedArgs("receipt", canLast), code: 2, says: "dossier: "},
		{name: "receipt into a name", first: true, args: fixedArgs("receipt", anna, "--out", "/proc/"+canFolder), code: 1, says: "dossier: "},
		{name: "purge", first: true, setup: func(s *canaryWorld) { key(s); s.unchecked = true }, args: fixedArgs("journal", "purge", "--applicant", anna, "--yes")},
		{name: "purge of a name", first: true, args: fixedArgs("journal", "purge", "--applicant", canLast), code: 2, says: "dossier: "},
		{name: "copy to a password", first: true, args: fixedArgs("journal", "copy", "x.db", "postgres://maya:"+canPassword+"@localhost/x"), code: 2, says: "~/.pgpass"},
		{name: "copy from a name", args: fixedArgs("journal", "copy", "/"+canFolder+"/"+canFile, "x.db"), code: 1, says: "FROM"},
		{name: "heads to a name", setup: withEnv("DOSSIER_AUDIT_HEADS", "/proc/"+canFolder+"/"+canFile), args: uploadArgsFunc(), may: []allowance{saidByUpload}, says: "could not be written down"},
		{name: "an audit key that is none", setup: func(s *canaryWorld) { s.env["DOSSIER_AUDIT_KEY"] = s.picture("front") }, args: uploadArgsFunc(), code: 1, says: "audit key"},
	}
}

func TestCanariesOfTheCommands(t *testing.T) {
	t.Parallel()
	for _, r := range slices.Concat(successes(), refusals(), mistakes(), faults(), records()) {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			newCanaryWorld(t, r.rules...).runAndSearch(r)
		})
	}
}

// runAndSearch runs a row and searches what it left.
func (s *canaryWorld) runAndSearch(r commandRun) {
	s.t.Helper()
	if r.first {
		_, before := s.runProgram(s.uploadArgs()...)
		failOnLeaks(s.t, s.search(before), saidByUpload)
	}
	if r.setup != nil {
		r.setup(s)
	}
	code, places := s.runProgram(r.args(s)...)
	if code != r.code || !strings.Contains(string(places["stderr"]), r.says) {
		s.t.Errorf("exit %d, want %d; %s", code, r.code, places["stderr"])
	}
	list := s.search(places)
	failOnLeaks(s.t, list, r.may...)
	for _, h := range r.has {
		requireFound(s.t, list, h[0], h[1])
	}
	for _, trace := range []string{"trace", "true", "debug.log", "panic.log"} {
		if _, err := os.Stat(s.at("work", trace)); err == nil {
			s.t.Errorf("the file %s was made", trace)
		}
	}
}

// TestCanariesOfAProxy: what is between the program and the service gets the
// password, and nobody else does.
func TestCanariesOfAProxy(t *testing.T) {
	t.Parallel()
	s := newCanaryWorld(t)
	address, asked := s.proxy()
	s.env["HTTPS_PROXY"], s.env["PERSONR_API_URL"] = "http://maya:"+canPassword+"@"+address, "https://personr.test/api"
	s.runAndSearch(commandRun{args: uploadArgsFunc(), code: 5})
	if !asked() {
		t.Error("the proxy got no password, so this shows nothing")
	}
	_, again := s.runProgram(s.uploadArgs()...)
	if got, want := string(again["stdout"]), `"run":{"proxy":"`+address+`","customRoots":false}`; strings.Count(got, want) != 3 {
		t.Errorf("not every line has %s: %s", want, got)
	}
	_, filed := s.runProgram("receipt", anna, "--out", "-", "--format", "json")
	if got, want := string(filed["stdout"]), `"proxy": "`+address+`"`; strings.Count(got, want) != 2 {
		t.Errorf("the receipt does not name the proxy of both sessions: %s", got)
	}
}

// TestCanariesOfAPostgresAddress is for a journal whose address holds a
// password.
func TestCanariesOfAPostgresAddress(t *testing.T) {
	t.Parallel()
	for name, address := range map[string]string{
		"nobody listens": "postgres://maya:" + canPassword + "@127.0.0.1:1/dossier",
		"not an address": "postgres://maya:" + canPassword + "@127.0.0.1:port/dossier",
		"a bad option":   "postgres://maya:" + canPassword + "@127.0.0.1:1/dossier?sslmode=" + canPassword,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newCanaryWorld(t)
			s.runAndSearch(commandRun{setup: withEnv("DOSSIER_JOURNAL", address), args: uploadArgsFunc(), code: 1, says: "the journal"})
		})
	}
}
