// Package metrics counts what the SSH service does and serves the counts to Prometheus, on
// an address of its own.
//
// It promises that no label holds anything from outside: a label is one of a few words of
// this program. It refuses to know who did something or for whom.
package metrics

import (
	"strconv"
	"sync"
	"time"

	"github.com/VictoriaMetrics/metrics"

	"dossier/flows"
	"dossier/flows/journal"
)

// Metrics are the counts of one service. All methods may be called from several goroutines.
type Metrics struct {
	set     *metrics.Set
	appends *metrics.PrometheusHistogram
	gauges  sync.Map // the texts of those that were added, by name
}

// New returns counts that are zero.
func New() *Metrics {
	metrics.ExposeMetadata(true) // the type of each metric; nothing else in the program uses the library
	m := &Metrics{set: metrics.NewSet()}
	m.appends = m.set.NewPrometheusHistogramExt(appendSecondsName, appendBuckets())
	for _, name := range []string{
		loginsName, picturesSentName, checksSentName, checksUnclearName, labelled(arrivalsName, "result", arrivalComplete),
		labelled(arrivalsName, "result", arrivalIncomplete), labelled(answersName, "result", answerUnclear),
	} {
		m.set.NewCounter(name) // a rate needs a first value
	}
	return m
}

// appendBuckets are the bounds of the latency histogram in seconds: from an SSD's fsync to
// the 10 s that an append has.
func appendBuckets() []float64 {
	return []float64{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10}
}

// The names. Those that are labelled stand without their label.
const (
	connectionsRefusedName = "dossier_connections_refused_total"
	connectionsOpenName    = "dossier_connections_open"
	loginsName             = "dossier_logins_total"
	loginsRefusedName      = "dossier_logins_refused_total"
	sessionsOpenName       = "dossier_sessions_open"
	sessionsName           = "dossier_sessions_total"
	picturesSentName       = "dossier_pictures_sent_total"
	answersName            = "dossier_answers_total"
	checksSentName         = "dossier_checks_sent_total"
	checksUnclearName      = "dossier_checks_unclear_total"
	arrivalsName           = "dossier_arrivals_total"
	appendSecondsName      = "dossier_journal_append_seconds"
	appendFailuresName     = "dossier_journal_append_failures_total"
)

// Values of labels.
const (
	arrivalComplete   = "complete"
	arrivalIncomplete = "incomplete"
	answerRefused     = "refused"
	answerUnclear     = "unclear"
	answerNotSent     = "not sent"
)

// labelled is a name with one label. Its value is a word of the program.
func labelled(name, label, value string) string {
	return name + "{" + label + "=" + strconv.Quote(value) + "}"
}

func (m *Metrics) count(name string) { m.set.GetOrCreateCounter(name).Inc() }

// RefuseConnection counts a connection that was closed before its key exchange.
func (m *Metrics) RefuseConnection(reason string) {
	m.count(labelled(connectionsRefusedName, "reason", reason))
}

// RefuseLogin counts a connection on which somebody tried to log in and could not.
func (m *Metrics) RefuseLogin(reason string) {
	m.count(labelled(loginsRefusedName, "reason", reason))
}

// BeginConnection counts a login. The caller calls the func when the connection ends.
func (m *Metrics) BeginConnection() (end func()) {
	m.count(loginsName)
	open := m.set.GetOrCreateGauge(connectionsOpenName, nil)
	open.Inc()
	return open.Dec
}

// BeginSession counts a session of a kind: "wizard", "sftp", "put". The caller calls
// the func when it ends.
func (m *Metrics) BeginSession(kind string) (end func()) {
	m.count(labelled(sessionsName, "kind", kind))
	open := m.set.GetOrCreateGauge(labelled(sessionsOpenName, "kind", kind), nil)
	open.Inc()
	return open.Dec
}

// EndArrival counts a file that came into an inbox, or came in part.
func (m *Metrics) EndArrival(isComplete bool) {
	result := arrivalIncomplete
	if isComplete {
		result = arrivalComplete
	}
	m.count(labelled(arrivalsName, "result", result))
}

// AddGauge adds a metric whose value is read whenever the metrics are. help says what it is.
// read may be called from several goroutines.
func (m *Metrics) AddGauge(name, help string, read func() float64) {
	m.gauges.Store(name, help)
	m.set.GetOrCreateGauge(name, read)
}

// NoteAppend counts an append to the journal: its time, and what its event says about
// pictures and checks once it is durable.
func (m *Metrics) NoteAppend(e flows.Event, o journal.Outcome, took time.Duration) {
	m.appends.Update(took.Seconds())
	if o.Result != journal.Done {
		m.count(labelled(appendFailuresName, "result", o.Result.String()))
		return
	}
	if name := nameOfEvent(e); name != "" {
		m.count(name)
	}
}

// nameOfEvent is the counter of an event, "" if it has none.
func nameOfEvent(e flows.Event) string {
	switch e := e.(type) {
	case flows.Released:
		return picturesSentName
	case flows.Answered:
		return labelled(answersName, "result", answerResult(e))
	case flows.AnswerLost:
		return labelled(answersName, "result", answerUnclear)
	case flows.NotSent:
		return labelled(answersName, "result", answerNotSent)
	case flows.CheckReleased:
		return checksSentName
	case flows.CheckLost:
		return checksUnclearName
	}
	return ""
}

// answerResult is what an answer means: an answer that names errors refuses the picture.
func answerResult(e flows.Answered) string {
	switch {
	case e.Kind == flows.AnswerAccepted && len(e.Errors) > 0:
		return answerRefused
	case e.Kind == flows.AnswerMismatch:
		return answerUnclear
	}
	return string(e.Kind) // a word of the program
}
