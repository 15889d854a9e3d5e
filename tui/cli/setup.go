package cli

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/adrg/xdg"
	"github.com/spf13/cobra"

	"dossier/flows"
	"dossier/flows/chain"
	"dossier/flows/desk"
	"dossier/flows/flowfile"
	"dossier/flows/intake"
	"dossier/flows/journal"
	"dossier/personr"
)

// options are the flags that several commands share.
type options struct {
	env       Env
	tokenFile string
	flowsFile string
	maxSize   string
	hold      time.Duration
}

func (o *options) common(cmd *cobra.Command) {
	f := cmd.PersistentFlags()
	f.StringVar(&o.tokenFile, "token-file", "", "a file of mode 0600 that holds the token")
	f.StringVar(&o.flowsFile, "flows", "", "a file with flow definitions")
	f.StringVar(&o.maxSize, "max-size", "", "the largest file, such as 50MiB (default 20MiB)")
	cmd.Flags().DurationVar(&o.hold, "hold", 3*time.Second, "how long a picture can be taken back")
}

// Setup is everything a run needs, read from flags, environment and files.
type Setup struct {
	Env     Env
	Client  *personr.Client
	Journal string // the journal's file, or the address of its database
	Keys    journal.Keys
	Heads   string       // where heads of the chain are written down; "": nowhere
	Known   []chain.Head // the newest of those on this computer
	Flows   []flows.Flow
	Limits  intake.Limits
	Hold    time.Duration
	Banner  []string  // what changes who is trusted: a proxy, custom roots
	Poll    desk.Pace // nil: the service's pace
}

// setup reads the configuration. Flags outrank the environment, which outranks
// files.
func (o *options) setup() (Setup, error) {
	s := Setup{Env: o.env, Hold: o.hold}
	var err error
	if s.Limits, err = limits(o.maxSize); err != nil {
		return s, err
	}
	if s.Flows, err = o.flows(); err != nil {
		return s, err
	}
	if s.Journal, err = o.journal(); err != nil {
		return s, err
	}
	s.Keys, s.Heads, s.Known = o.auditKey, o.headsToKeep(), o.knownHeads()
	token, err := o.token()
	if err != nil {
		return s, err
	}
	s.Client, err = personr.New(personr.Config{
		BaseURL: o.env.Getenv("PERSONR_API_URL"), Token: token, Version: o.env.Version, Proxy: http.ProxyFromEnvironment,
	})
	if err != nil {
		return s, problem(Usage, "PERSONR_API_URL: %s", err)
	}
	s.Banner = o.trust()
	return s, nil
}

// trust says what in the environment changes who is trusted.
func (o *options) trust() []string {
	var said []string
	if cmp.Or(o.env.Getenv("HTTPS_PROXY"), o.env.Getenv("https_proxy")) != "" {
		said = append(said, "The service is reached through a proxy (HTTPS_PROXY).")
	}
	if cmp.Or(o.env.Getenv("SSL_CERT_FILE"), o.env.Getenv("SSL_CERT_DIR")) != "" {
		said = append(said, "Certificates are checked against custom roots (SSL_CERT_FILE).")
	}
	return said
}

// errNoToken says how to give a token. None is ever made by the program: that
// would end every other session of the account.
var errNoToken = problem(SignIn, "no token; set PERSONR_TOKEN_FILE to a file of mode 0600 that holds it, or PERSONR_TOKEN")

func (o *options) token() (personr.Token, error) {
	raw := o.env.Getenv("PERSONR_TOKEN")
	if path := cmp.Or(o.tokenFile, o.env.Getenv("PERSONR_TOKEN_FILE")); path != "" {
		var err error
		if raw, err = readSecret(path, "the token file", linkFollowed); err != nil {
			return personr.Token{}, &Problem{SignIn, err.Error(), err}
		}
	}
	if raw == "" {
		return personr.Token{}, errNoToken
	}
	token, err := personr.NewToken(raw)
	if err != nil {
		return token, problem(SignIn, "the token is not usable: %s", err)
	}
	return token, nil
}

// reason is the cause of a file error without the path.
func reason(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	var link *os.LinkError
	if errors.As(err, &link) {
		return link.Err
	}
	return errors.New("it can not be read")
}

func (o *options) flows() ([]flows.Flow, error) {
	path := cmp.Or(o.flowsFile, o.env.Getenv("DOSSIER_FLOWS"))
	if folder, ok := o.home(xdg.ConfigHome); ok && path == "" {
		if at := filepath.Join(folder, "flows.toml"); exists(at) {
			path = at
		}
	}
	if path == "" {
		return flowfile.Defaults(), nil
	}
	return readFlows(path)
}

func readFlows(path string) ([]flows.Flow, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, problem(Usage, "the flow file can not be read: %s", reason(err))
	}
	list, err := flowfile.Parse(b)
	if err != nil {
		return nil, problem(Usage, "the flow file: %s", err)
	}
	return list, nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// journal is the journal's place. Without a home there is no good default.
func (o *options) journal() (string, error) {
	if path := o.env.Getenv("DOSSIER_JOURNAL"); path != "" {
		return path, nil
	}
	folder, ok := o.home(xdg.StateHome)
	if !ok {
		return "", problem(Usage, "there is no home folder for the journal; set DOSSIER_JOURNAL to a file")
	}
	return filepath.Join(folder, "journal.db"), nil
}

// Bench is an open journal with the desks on it.
type Bench struct {
	Office   *desk.Office
	Pictures *desk.Pictures
	Close    func()
	others   func(context.Context, flows.Key) ([]journal.Presence, error) // who says that they have a dossier open
}

// Open opens the journal and makes the office. The context bounds the life of
// its desks.
func (s Setup) Open(ctx context.Context) (Bench, error) {
	store, err := journal.Open(ctx, s.Journal, s.Keys, s.Known...)
	if err != nil {
		return Bench{}, &Problem{Failure, "the journal: " + err.Error(), err}
	}
	keeper := keepHeads(ctx, store, s.Heads)
	pictures := desk.NewPictures()
	office := desk.NewOffice(ctx, desk.Config{
		Key: flows.Key{Origin: s.Client.Origin()}, Store: store, Presences: store, Service: s.Client, Pictures: pictures,
		Session: rand.Text(), Operator: s.Env.Operator, Self: journal.Here(), Hold: s.Hold, Poll: s.Poll, NewID: rand.Text, Resume: s.Client.Resume, Fault: faultOf(ctx),
	}, store)
	return Bench{office, pictures, func() {
		office.Close()
		pictures.Close()
		if err := keeper.close(); err != nil && s.Env.Err != nil {
			fmt.Fprintln(s.Env.Err, "dossier:", err)
		}
		_ = store.Close()
	}, store.Presences}, nil
}
