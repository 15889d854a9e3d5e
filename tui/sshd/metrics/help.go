package metrics

import (
	"bytes"
	"io"
	"strings"
)

// helpTexts say what each metric counts, for the people who read a dashboard.
var helpTexts = map[string]string{
	connectionsRefusedName: "Connections that were closed before their key exchange, by reason.",
	connectionsOpenName:    "Connections on which an operator is logged in.",
	loginsName:             "Logins.",
	loginsRefusedName:      "Connections on which nobody could log in, by reason.",
	sessionsOpenName:       "Sessions that are open, by kind.",
	sessionsName:           "Sessions that began, by kind.",
	picturesSentName:       "Pictures of which the last byte was released.",
	answersName:            "What became of pictures, by result.",
	checksSentName:         "Starts of a check of which the last byte was released.",
	checksUnclearName:      "Starts of a check without an answer.",
	arrivalsName:           "Files that came into an inbox, whole or in part.",
	appendFailuresName:     "Entries that the journal did not take, by result.",
	appendSecondsName:      "How long the journal took for an entry, in seconds.",
}

// helpPrefix begins the line of a metric's text, which the library leaves empty.
const helpPrefix = "# HELP "

// write writes all metrics in Prometheus's text format, each with its text.
func (m *Metrics) write(w io.Writer) {
	var text bytes.Buffer
	m.set.WritePrometheus(&text)
	for line := range strings.Lines(text.String()) {
		if name, ok := strings.CutPrefix(line, helpPrefix); ok {
			name = strings.TrimSpace(name)
			line = helpPrefix + name + " " + m.helpOf(name) + "\n"
		}
		if _, err := io.WriteString(w, line); err != nil {
			return // nobody reads it any more
		}
	}
}

// helpOf is the text of a metric.
func (m *Metrics) helpOf(name string) string {
	if text, ok := m.gauges.Load(name); ok {
		return text.(string)
	}
	return helpTexts[name]
}
