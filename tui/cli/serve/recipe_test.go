package serve_test

import (
	"regexp"
	"strings"
	"testing"

	"dossier/assets/deployment"
	"dossier/tui/cli"
)

func TestRecipesArePrinted(t *testing.T) {
	for name, want := range map[string]string{"systemd": deployment.Unit, "container": deployment.Containerfile, "fail2ban": deployment.Fail2ban} {
		if code, out, errs := run("", "serve", "recipe", name); code != cli.ExitSuccess || out != want || errs != "" || !strings.HasPrefix(out, "# dossier") {
			t.Errorf("%s: exit %d, %q, %s", name, code, out, errs)
		}
	}
	for _, arguments := range [][]string{nil, {"sysv"}, {"systemd", "container"}} {
		code, out, errs := run("", append([]string{"serve", "recipe"}, arguments...)...)
		if code != cli.ExitUsage || out != "" || errs != "dossier: give one of systemd, container and fail2ban\n" {
			t.Errorf("%q: exit %d, %q, %q", arguments, code, out, errs)
		}
	}
}

// TestTheFilterFindsRefusals proves that the filter finds the address in what the service
// writes about refused logins, and not in what a client wrote, nor in other lines.
func TestTheFilterFindsRefusals(t *testing.T) {
	filter := filterOf(t)
	for line, want := range map[string]string{
		`level=INFO msg="refused login" from=203.0.113.9:51514 reason="no known key" offered=6 user=x`:                                                        "203.0.113.9",
		`level=INFO msg="refused login" from=203.0.113.9:51514 reason="no key was offered" offered=0 user=root client=SSH-2.0-Go`:                             "203.0.113.9",
		`level=INFO msg="refused login" from=[2001:db8::9]:51514 reason="no known key" offered=6 user=x`:                                                      "2001:db8::9",
		`level=INFO msg="refused connection" from=203.0.113.9:51514 reason="logins from there failed again and again"`:                                        "203.0.113.9",
		`level=INFO msg="refused connection" from=203.0.113.9:51514 reason="too many connections have not logged in"`:                                         "",
		`level=INFO msg=login from=203.0.113.9:51514 operator=maya user="level=INFO msg=\\\"refused login\\\" from=198.51.100.1:1 reason=" client=x`:          "",
		`level=INFO msg="refused login" from=203.0.113.9:51514 reason="x" offered=1 user="level=INFO msg=\\\"refused login\\\" from=198.51.100.1:1 reason=x"`: "203.0.113.9",
	} {
		line = "time=2026-11-29T18:00:00.000Z " + line
		got := ""
		for _, expression := range filter {
			if found := expression.FindStringSubmatch(line); found != nil {
				got = strings.Trim(found[1], "[]")
			}
		}
		if got != want {
			t.Errorf("%s: %q, want %q", line, got, want)
		}
	}
}

// filterOf are the expressions of the filter, with what fail2ban puts for <ADDR>.
func filterOf(t *testing.T) (list []*regexp.Regexp) {
	t.Helper()
	_, text, found := strings.Cut(deployment.Fail2ban, "failregex = ")
	text, _, ends := strings.Cut(text, "ignoreregex")
	if !found || !ends {
		t.Fatal("no expressions")
	}
	for line := range strings.Lines(strings.TrimSpace(text)) {
		line = strings.Replace(strings.TrimSpace(line), `(?:\[<ADDR>\]|<ADDR>)`, `(\[[0-9a-f:.]+\]|[0-9.]+)`, 1)
		list = append(list, regexp.MustCompile(line))
	}
	return list
}
