//go:build linux

package sshd

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"regexp"
	"runtime/debug"
	"slices"
	"time"
)

// ownCanary is whatever says whose something is: a file's name or what is in it, an
// applicant's name or the end of their ID. One group holds the operator's number.
var ownCanary = regexp.MustCompile(`(?i)cq(\d\d)z|vq(\d\d)name|…73(\d\d)|x\d{5}5195273(\d\d)`)

// findForeign is the first canary that is not an operator's.
func findForeign(text []byte, operator string) string {
	for _, m := range ownCanary.FindAllSubmatch(text, -1) {
		if whose := slices.Concat(m[1:]...); string(whose) != operator[2:] {
			return string(m[0])
		}
	}
	return ""
}

// listen looks through an operator's output for what is somebody else's, also where it comes
// in two parts.
func (s *soak) listen(operator string) func(p []byte) {
	const longest = 64
	var tail []byte
	return func(p []byte) {
		text := append(tail, p...)
		if found := findForeign(text, operator); found != "" {
			s.foreign.Store(operator+" got "+found, true)
		}
		tail = bytes.Clone(text[max(0, len(text)-longest):])
	}
}

// listFiles looks through what an operator sees of the inbox.
func (s *soak) listFiles(read func(path string) ([]fs.FileInfo, error), operator string) {
	list, err := read("/")
	if err != nil {
		s.foreign.Store(operator+" cannot list", true)
	}
	for _, info := range list {
		if found := findForeign([]byte(info.Name()), operator); found != "" {
			s.foreign.Store(operator+" sees the file "+found, true)
		}
	}
}

// memorySizes are looks at the resident memory at equal distances, each after what is garbage
// was given back: how much of it the collector keeps varies by more than the limit.
type memorySizes struct{ list []int64 }

const memoryLooks = 100

// watch looks for a time, or until the func is called. What is left when the time is over is
// no measure: then everybody leaves.
func (m *memorySizes) watch(length time.Duration) func() {
	ctx, cancel := context.WithTimeout(context.Background(), length)
	done := make(chan struct{})
	go func() {
		defer close(done)
		ticker := time.NewTicker(length / memoryLooks)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
				debug.FreeOSMemory()
				m.list = append(m.list, residentMemory())
			}
		}
	}()
	return func() { cancel(); <-done }
}

// compare is what was normal in the second fifth and in the last one. It says nothing of a
// run that is too short to come to rest.
func (m *memorySizes) compare() (before, after int64, ok bool) {
	const fifth = memoryLooks / 5
	if *soakTime < 20*time.Minute || len(m.list) < 4*fifth {
		return 0, 0, false
	}
	return median(m.list[fifth : 2*fifth]), median(m.list[len(m.list)-fifth:]), true
}

func median(list []int64) int64 {
	sorted := slices.Sorted(slices.Values(list))
	return sorted[len(sorted)/2]
}

func (m *memorySizes) String() string {
	text := "resident memory by fifths:"
	for part := range slices.Chunk(m.list, max(1, len(m.list)/5)) {
		text += fmt.Sprintf(" %d", median(part)>>20)
	}
	return text + " MiB"
}
