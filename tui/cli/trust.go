package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/journal"
	"dossier/flows/journal/pgfiles"
	"dossier/flows/safefile"
	"dossier/tui/safe"
)

// trustBanner names the settings of the environment that change who is trusted.
// proxyHost says which proxy the service's own address has, so exceptions count.
func (o *Options) trustBanner(proxyHost func() (string, error)) []string {
	var notices []string
	switch host, err := proxyHost(); {
	case err != nil:
		notices = append(notices, assets.CauseFact(flows.CauseProxySetting)+" "+assets.NothingCanBeSent.String())
	case host != "":
		notices = append(notices, "The service is reached through a proxy (HTTPS_PROXY): "+safe.LineOf(host, maxNameLength).String()+".")
	}
	if names := o.rootVariables(); len(names) > 0 {
		notices = append(notices, "Certificates are checked against custom roots ("+strings.Join(names, ", ")+").")
	}
	return notices
}

// connection is what trustBanner names, for the record. With a malformed proxy setting
// nothing can be sent, so none is named.
func (o *Options) connection(proxyHost func() (string, error)) flows.Connection {
	host, _ := proxyHost()
	return flows.Connection{Proxy: host, CustomRoots: len(o.rootVariables()) > 0}
}

// rootVariables are the variables that are set of those which choose the trusted
// certificates (crypto/x509, SystemCertPool).
func (o *Options) rootVariables() []string {
	return slices.DeleteFunc([]string{"SSL_CERT_FILE", "SSL_CERT_DIR"}, func(name string) bool { return o.Env.Getenv(name) == "" })
}

// maxRootsFile is more than any file of certificates has, in bytes.
const maxRootsFile = 16 << 20

// checkTrustedRoots looks at the files of certificates that the environment names, because
// Go reads each to its end. One that is missing is no problem of this kind.
func (o *Options) checkTrustedRoots() error {
	if err := checkRootsFile(o.Env.Getenv("SSL_CERT_FILE")); err != nil {
		return Problemf(ExitUsage, "SSL_CERT_FILE: %s", FileErrorCause(err))
	}
	for _, folder := range filepath.SplitList(o.Env.Getenv("SSL_CERT_DIR")) {
		entries, _ := os.ReadDir(folder) // one that cannot be read has no certificates
		for _, entry := range entries {
			if err := checkRootsFile(filepath.Join(folder, entry.Name())); err != nil {
				return Problemf(ExitUsage, "SSL_CERT_DIR: a file in it: %s", FileErrorCause(err))
			}
		}
	}
	return nil
}

func checkRootsFile(path string) error {
	if info, err := os.Stat(path); err != nil || info.IsDir() {
		return nil
	}
	if err := safefile.Check(path, safefile.Rules{MaxBytes: maxRootsFile}); !errors.Is(err, fs.ErrPermission) {
		return err
	}
	return nil // Go passes over it too
}

// CheckConnectionFiles makes sure that the files which a journal's address or the
// environment names can be read to their end. A database's certificate can be checked
// against the trusted ones too.
func (o *Options) CheckConnectionFiles(place string) error {
	if !journal.IsPostgresAddress(place) {
		return nil
	}
	if err := pgfiles.Check(place, o.Env.Getenv, o.Env.Home); err != nil {
		return NewProblem(ExitUsage, "the journal: "+err.Error(), err)
	}
	return o.checkTrustedRoots()
}
