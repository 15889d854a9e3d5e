package sandbox

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"sync"
	"time"
)

// Sandbox is one simulated service with everything it remembers. It is safe for use by several
// goroutines.
type Sandbox struct {
	cfg   Config
	rules *scriptRules
	// ctx ends all scripted delays when the sandbox is closed.
	ctx  context.Context
	stop context.CancelFunc

	mu         sync.Mutex
	servers    map[*Server]struct{}
	closed     bool
	applicants map[string]*applicant
	requests   map[string]int
	uploads    []*Upload
	workspace  string
	tokenCount int
	token      string // empty: any
	idCount    int
}

// applicant is what the sandbox knows of one applicant.
type applicant struct {
	Applicant
	sourceKey   string
	externalIDs []string
	checks      []check
	documents   map[string]*document
	declined    map[string]bool // SHA-256 of pictures that were refused for what they show
}

// document is one document type of one applicant: the active pictures, oldest first. The
// service adds every picture, so a side may have several.
type document struct {
	attempts int
	pictures []picture
	refused  bool // the latest picture was refused for what it shows
}

type picture struct {
	upload   *Upload
	measures *Measures
}

// check is one started check; its result is fixed at the start and shown when it is due.
type check struct {
	at     time.Time
	answer string
	reject string
	labels []string
}

var applicantIDPattern = regexp.MustCompile(`^\d+x\d+$`)

// New makes a sandbox. Close ends it.
func New(cfg Config) *Sandbox {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.MaxBody <= 0 {
		cfg.MaxBody = defaultMaxBody
	}
	if len(cfg.Workspaces) == 0 {
		cfg.Workspaces = []string{"Sandbox"}
	}
	ctx, stop := context.WithCancel(context.Background())
	s := &Sandbox{
		cfg: cfg, rules: newScriptRules(cfg.Script), ctx: ctx, stop: stop,
		servers: map[*Server]struct{}{}, applicants: map[string]*applicant{},
		requests: map[string]int{}, token: cfg.Token, workspace: cfg.Workspaces[0],
	}
	for _, a := range cfg.Applicants {
		s.addApplicant(a)
	}
	return s
}

// addApplicant makes an applicant known. The caller holds the lock, or is New.
func (s *Sandbox) addApplicant(a Applicant) *applicant {
	if a.Flow == "" {
		a.Flow = s.cfg.DefaultFlow
	}
	known := &applicant{
		Applicant: a,
		documents: map[string]*document{}, declined: map[string]bool{},
	}
	s.applicants[a.ID] = known
	return known
}

// findApplicant returns an applicant, or nil. The caller holds the lock.
func (s *Sandbox) findApplicant(id string) *applicant {
	if a, ok := s.applicants[id]; ok {
		return a
	}
	if s.cfg.AutoCreate && applicantIDPattern.MatchString(id) {
		return s.addApplicant(Applicant{ID: id})
	}
	return nil
}

// newID makes an ID of Personr's usual form: 13 digits, x, 18 digits. The caller holds the lock.
func (s *Sandbox) newID() string {
	s.idCount++
	return fmt.Sprintf("%013dx%018d", s.cfg.Now().UnixMilli(), 400000000000000000+s.idCount)
}

// Uploads returns every upload whose complete body arrived, in order of arrival, as it is
// now.
func (s *Sandbox) Uploads() []Upload {
	return s.uploadsWhere(func(*Upload) bool { return true })
}

// UploadsOf returns the uploads of one applicant, in order of arrival.
func (s *Sandbox) UploadsOf(applicantID string) []Upload {
	return s.uploadsWhere(func(u *Upload) bool { return u.ApplicantID == applicantID })
}

func (s *Sandbox) uploadsWhere(want func(*Upload) bool) []Upload {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []Upload{}
	for _, u := range s.uploads {
		if want(u) {
			c := *u
			c.Errors, c.Warnings = slices.Clone(u.Errors), slices.Clone(u.Warnings)
			out = append(out, c)
		}
	}
	return out
}

// Checks returns how many checks were started for an applicant.
func (s *Sandbox) Checks(applicantID string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a, ok := s.applicants[applicantID]; ok {
		return len(a.checks)
	}
	return 0
}

// Requests returns how many requests of each call began, by the names that scripts use (see
// Calls), whatever became of them.
func (s *Sandbox) Requests() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.requests)
}

// Status returns an applicant's status as the status call would say it now; empty: unknown.
func (s *Sandbox) Status(applicantID string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a, ok := s.applicants[applicantID]; ok {
		return s.statusOf(a)
	}
	return ""
}

// SetOutcome changes how an applicant's later checks end. It does nothing for an unknown one.
func (s *Sandbox) SetOutcome(applicantID string, o Outcome) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a, ok := s.applicants[applicantID]; ok {
		if o.Times > 0 {
			o.Times += len(a.checks)
		}
		a.Outcome = o
	}
}

// AddRules appends rules to the script. Their counts begin now.
func (s *Sandbox) AddRules(list ...Rule) { s.rules.addRules(list...) }
