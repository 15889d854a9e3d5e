package cli

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"dossier/flows"
	"dossier/flows/chain"
	"dossier/flows/desk"
	"dossier/flows/intake"
	"dossier/flows/journal"
	"dossier/personr"
	"dossier/tui/settings"
)

// defaultHold is how long a picture can be taken back unless --hold says otherwise.
const defaultHold = 3 * time.Second

// Options are the flags that several commands share.
type Options struct {
	Env       Env
	tokenFile string
	flowsFile string
	maxSize   string
	colour    colourFlag
	operator  operatorFlag
	inbox     settings.Inbox
	Hold      time.Duration
}

func (o *Options) addSharedFlags(cmd *cobra.Command) {
	f := cmd.PersistentFlags()
	f.StringVar(&o.tokenFile, "token-file", "", "a `FILE` of mode 0600 that holds the token")
	f.StringVar(&o.flowsFile, "flows", "", "a `FILE` with flow definitions")
	f.StringVar(&o.maxSize, "max-size", "", "the largest `SIZE` of a file, such as 50MiB (default "+strconv.FormatInt(intake.DefaultLimits().MaxBytes>>20, 10)+"MiB)")
	o.Hold = defaultHold
	AddHoldFlag(cmd, &o.Hold, "the `DURATION` in which a picture can be taken back")
	addColourFlag(cmd, &o.colour)
}

// Setup is everything a run needs, read from flags, environment and files.
type Setup struct {
	settings.Wizard
	Env         Env
	Client      *personr.Client
	Connection  flows.Connection // how the service is reached, for the record and for scripts
	Journal     string           // the journal's file, or the address of its database
	Keys        journal.KeyFunc
	HeadsPlace  string         // where heads of the chain are written down; "": nowhere
	RecentHeads []chain.Head   // the newest of those on this computer
	Poll        desk.PollDelay // nil: the service's pace
	service     personr.Config // of the client, without its token
	closeLimit  time.Duration  // how long an answer is waited for at the end; 0: desk.DefaultCloseTimeout
	sent        *atomic.Bool   // set when the wizard's desks close with a picture sent; nil: nobody asks
}

// LoadSetup reads the configuration. Flags outrank the environment, which outranks
// files.
func (o *Options) LoadSetup() (Setup, error) {
	s := Setup{Env: o.Env}
	s.UserFolders = o.account().UserFolders()
	s.Operator, s.Home, s.Cwd, s.Hold, s.Colour = o.Operator(), o.Env.Home, o.Env.Cwd, o.Hold, settings.Colour(o.colour)
	s.Remote = o.Env.Remote()
	var err error
	if s.Limits, err = parseLimits(o.maxSize); err != nil {
		return s, err
	}
	if s.Flows, err = o.LoadFlows(); err != nil {
		return s, err
	}
	if s.Journal, err = o.JournalPlace(); err != nil {
		return s, err
	}
	s.Keys, s.HeadsPlace, s.RecentHeads = o.LoadAuditKey, o.PrepareHeadsPlace(), o.RecentHeads()
	if err := o.checkTrustedRoots(); err != nil {
		return s, err
	}
	token, err := o.readToken()
	if err != nil {
		return s, err
	}
	s.service = personr.Config{
		BaseURL: o.Env.Getenv("PERSONR_API_URL"), Version: o.Env.Version, Proxy: personr.EnvironmentProxy(o.Env.Getenv),
		Timeouts: personr.Timeouts{Total: flows.AnswerTimeout},
	}
	if s.Client, err = s.newClient(token); err != nil {
		return s, err
	}
	s.Loopback, s.Banner, s.Connection = isLoopbackOrigin(s.Client.Origin()), o.trustBanner(s.Client.ProxyHost), o.connection(s.Client.ProxyHost)
	return s, nil
}

// newClient returns a client of the service with a token.
func (s Setup) newClient(token personr.Token) (*personr.Client, error) {
	config := s.service
	config.Token = token
	client, err := personr.New(config)
	if err != nil {
		return nil, Problemf(ExitUsage, "PERSONR_API_URL: %s", err)
	}
	return client, nil
}

// SettingProblems are what is wrong with the flags and variables that every run reads, all
// at once: LoadSetup ends at the first. The code is that of a usage error where there is
// one, and ExitSuccess without any problem.
func (o *Options) SettingProblems() (code ExitCode, texts []string) {
	_, sizeErr := parseLimits(o.maxSize)
	_, journalErr := o.JournalPlace()
	_, tokenErr := o.readToken()
	for _, err := range []error{sizeErr, journalErr, o.checkTrustedRoots(), tokenErr} {
		if p, ok := errors.AsType[*Problem](err); ok && !slices.Contains(texts, p.Text) {
			texts = append(texts, p.Text)
			if code != ExitUsage {
				code = p.Code
			}
		}
	}
	return code, texts
}

// FileBrowser finds and opens files for the operator, within --max-size where that is right.
func (o *Options) FileBrowser() intake.FileBrowser {
	limits, _ := parseLimits(o.maxSize) // a wrong one is a problem of its own
	return intake.NewFileBrowser(o.Env.Home, o.Env.Cwd).WithLimits(limits)
}

// errNoToken says how to give a token. The program never makes one: that would end
// every other session of the account.
var errNoToken = Problemf(ExitSignIn, "no token; set PERSONR_TOKEN_FILE to a file of mode 0600 that holds it (dossier environment says more)")

func (o *Options) readToken() (personr.Token, error) {
	raw, name := o.Env.Getenv("PERSONR_TOKEN"), "PERSONR_TOKEN"
	switch path := cmp.Or(o.tokenFile, o.Env.Getenv("PERSONR_TOKEN_FILE")); {
	case path != "":
		return readTokenFile(path, "the token file")
	case raw == "":
		return personr.Token{}, errNoToken
	}
	return newToken(raw, name)
}

// readTokenFile reads the token in a file. The error calls the file by name.
func readTokenFile(path, name string) (personr.Token, error) {
	raw, err := ReadSecret(path, name, FollowLinks)
	if err != nil {
		return personr.Token{}, NewProblem(ExitSignIn, err.Error(), err)
	}
	return newToken(raw, name)
}

func newToken(raw, name string) (personr.Token, error) {
	token, err := personr.NewToken(raw)
	if err != nil {
		return token, NewProblem(ExitSignIn, name+" is not usable: "+err.Error(), err)
	}
	return token, nil
}

// FileErrorCause is the cause of a file error without the path, and with what to do where
// the system's own text leaves that open.
func FileErrorCause(err error) error {
	if errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) {
		return journal.ErrTooManyFiles // its text is right for every file
	}
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	var link *os.LinkError
	if errors.As(err, &link) {
		return link.Err
	}
	return errors.New("it cannot be read")
}
