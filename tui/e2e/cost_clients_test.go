package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

// costOrder is what the process of the clients is to do; each is a line of JSON.
type costOrder struct {
	Do            string // "open", "type", "keys", "busy"
	Group         string // of sessions
	Address       string
	KeyFiles      []string // a session has one of them, in turn
	User, Command string   // Command "": a shell
	Count         int      // sessions, or key presses
	Columns, Rows int
	Text          string        // to type; %d stands for the session's number
	Ready         string        // what a screen shows when it is done
	Every         time.Duration // between two key presses of a busy session
}

// costAnswer is what it says when that is done.
type costAnswer struct {
	Error      string
	P50, P99   time.Duration // of the key presses, to the first byte of the answer
	FirstFrame time.Duration // the median from the connection to the screen
}

// TestCostClients is not a test: it is the process of the clients.
func TestCostClients(t *testing.T) {
	if os.Getenv("DOSSIER_COST_CLIENTS") == "" {
		return // only TestCostOfSessions starts it
	}
	clients := costClients{groups: map[string][]*costClient{}}
	for orders := bufio.NewScanner(os.Stdin); orders.Scan(); {
		var order costOrder
		if err := json.Unmarshal(orders.Bytes(), &order); err != nil {
			t.Fatal(err)
		}
		answer, err := clients.do(order)
		if err != nil {
			answer.Error = err.Error()
		}
		line, _ := json.Marshal(answer)
		fmt.Printf("answer %s\n", line)
	}
}

// costClients are the sessions of the process by their groups.
type costClients struct {
	opened int
	groups map[string][]*costClient
}

func (c *costClients) do(o costOrder) (costAnswer, error) {
	group := c.groups[o.Group]
	switch o.Do {
	case "open":
		return c.open(o)
	case "type":
		return costAnswer{}, forEach(group, func(s *costClient) error { return s.typeText(o) })
	case "keys":
		return measureKeys(group, o.Count)
	case "busy":
		for _, s := range group {
			go s.typeForEver(o.Every)
		}
		return costAnswer{}, nil
	}
	return costAnswer{}, errors.New("no such order")
}

// forEach does something with all, a few at a time.
func forEach(group []*costClient, do func(*costClient) error) error {
	var wait sync.WaitGroup
	failed := make(chan error, len(group))
	slots := make(chan struct{}, 6)
	for _, s := range group {
		slots <- struct{}{}
		wait.Go(func() {
			failed <- do(s)
			<-slots
		})
	}
	wait.Wait()
	close(failed)
	var errs []error
	for err := range failed {
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

func (c *costClients) open(o costOrder) (costAnswer, error) {
	var group []*costClient
	for range o.Count {
		group = append(group, &costClient{number: c.opened})
		c.opened++
	}
	c.groups[o.Group] = append(c.groups[o.Group], group...)
	err := forEach(group, func(s *costClient) error { return s.open(o) })
	var times []time.Duration
	for _, s := range group {
		times = append(times, s.opened)
	}
	return costAnswer{FirstFrame: quantile(times, 50)}, err
}

// quantile is the value below which a percentage of the values lies.
func quantile(values []time.Duration, percent int) time.Duration {
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	return values[min(len(values)*percent/100, len(values)-1)]
}

// costClient is one session.
type costClient struct {
	number int
	opened time.Duration
	in     interface{ Write([]byte) (int, error) }
	bytes  atomic.Int64
	mu     sync.Mutex
	recent []byte // the newest output
}

// Write takes the session's output.
func (s *costClient) Write(p []byte) (int, error) {
	s.mu.Lock()
	s.recent = append(s.recent, p...)
	s.recent = s.recent[max(len(s.recent)-32<<10, 0):]
	s.mu.Unlock()
	s.bytes.Add(int64(len(p)))
	return len(p), nil
}

func (s *costClient) open(o costOrder) error {
	began := time.Now()
	pem, err := os.ReadFile(o.KeyFiles[s.number%len(o.KeyFiles)])
	if err != nil {
		return err
	}
	key, err := ssh.ParsePrivateKey(pem)
	if err != nil {
		return err
	}
	client, err := ssh.Dial("tcp", o.Address, &ssh.ClientConfig{User: o.User, Auth: []ssh.AuthMethod{ssh.PublicKeys(key)}, HostKeyCallback: ssh.InsecureIgnoreHostKey()})
	if err != nil {
		return err
	}
	session, err := client.NewSession()
	if err != nil {
		return err
	}
	session.Stdout, session.Stderr = s, s
	if s.in, err = session.StdinPipe(); err != nil {
		return err
	}
	if err := session.RequestPty("xterm-256color", o.Rows, o.Columns, nil); err != nil {
		return err
	}
	if o.Command == "" {
		err = session.Shell()
	} else {
		err = session.Start(o.Command)
	}
	if err != nil {
		return err
	}
	err = s.waitFor(o.Ready)
	s.opened = time.Since(began)
	return err
}

// waitFor waits until the output holds a text.
func (s *costClient) waitFor(text string) error {
	for end := time.Now().Add(patience); ; time.Sleep(2 * time.Millisecond) {
		s.mu.Lock()
		found := bytes.Contains(s.recent, []byte(text))
		s.mu.Unlock()
		switch {
		case found:
			return nil
		case time.Now().After(end):
			return fmt.Errorf("session %d never showed %q: %.2000q", s.number, text, s.recent)
		}
	}
}

func (s *costClient) typeText(o costOrder) error {
	text := o.Text
	if strings.Contains(text, "%") {
		text = fmt.Sprintf(o.Text, s.number)
	}
	s.mu.Lock()
	s.recent = nil
	s.mu.Unlock()
	for key := range strings.SplitSeq(text, "") {
		if err := s.press(key); err != nil {
			return err
		}
	}
	return s.waitFor(o.Ready)
}

// press presses a key and waits for the first byte of the answer.
func (s *costClient) press(key string) error {
	before := s.bytes.Load()
	if _, err := s.in.Write([]byte(key)); err != nil {
		return err
	}
	for end := time.Now().Add(patience); s.bytes.Load() == before; time.Sleep(100 * time.Microsecond) {
		if time.Now().After(end) {
			return fmt.Errorf("session %d does not answer a key", s.number)
		}
	}
	return nil
}

// typeForEver types a letter and takes it back.
func (s *costClient) typeForEver(every time.Duration) {
	time.Sleep(rand.N(every))
	for i := 0; ; i++ {
		if _, err := s.in.Write([]byte{letterOrBack(i)}); err != nil {
			return
		}
		time.Sleep(every)
	}
}

// letterOrBack is a letter, then the key that takes it back, and so on.
func letterOrBack(i int) byte {
	if i%2 == 0 {
		return '1'
	}
	return 0x7f
}

// measureKeys presses keys in sessions in turn, one at a time.
func measureKeys(group []*costClient, count int) (costAnswer, error) {
	var times []time.Duration
	for i := range count {
		s := group[i%len(group)]
		time.Sleep(rand.N(40 * time.Millisecond)) // no beat with any ticker; what the key before brought about is drawn
		began := time.Now()
		if err := s.press(string([]byte{letterOrBack(i / len(group))})); err != nil {
			return costAnswer{}, err
		}
		times = append(times, time.Since(began))
	}
	return costAnswer{P50: quantile(times, 50), P99: quantile(times, 99)}, nil
}
