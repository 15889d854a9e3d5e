package e2e

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"dossier/flows/journal/racetest"
)

var costSessions = flag.Int("cost-sessions", 0, "how many idle sessions the cost of one is measured with (0: the short form)")

// costPlan is how much is measured.
type costPlan struct {
	idle, busy, peers, keys int
	settle, rest            time.Duration // until the memory is looked at, and while processor time is counted
}

func costPlanOf(sessions int) costPlan {
	if sessions > 0 {
		return costPlan{idle: sessions, busy: sessions / 10, peers: min(sessions, 100), keys: 400, settle: time.Minute, rest: 20 * time.Second}
	}
	return costPlan{idle: 30, busy: 3, keys: 60, settle: time.Second, rest: 2 * time.Second}
}

// What one idle session may cost in the short form, which shares its machine with other tests
// and measures shortly after the logins: their garbage is still there. The goals are for the
// long form.
const (
	maxSessionMemory = 8 << 20
	maxSessionCPU    = 0.5 // per cent of a core
)

// A session costs little while nobody types, whatever the size of its window, and a key is
// answered at once. The long form measures OpenSSH with one process per session beside it.
func TestCostOfSessions(t *testing.T) {
	racetest.Skip(t, "the real program is built without the detector")
	if *costSessions == 0 {
		t.Parallel()
	}
	plan := costPlanOf(*costSessions)
	r := newRealTerminal(t)
	s, keys := startServiceFor(r, plan)
	clients := startCostClients(t)
	target := costOrder{Address: "127.0.0.1:" + s.port, KeyFiles: keys, User: "maya", Ready: "SANDBOX"}
	small := measureIdle(t, s.cmd.Process.Pid, clients, plan, target.with("small", 80, 24), 0)
	few := costPlan{idle: max(plan.idle/5, 10), settle: plan.settle, rest: plan.rest}
	large := measureIdle(t, s.cmd.Process.Pid, clients, few, target.with("large", 200, 60), small.cpu*float64(plan.idle))
	t.Logf("idle, 80x24:  %s", small)
	t.Logf("idle, 200x60: %s", large)
	clients.do(target.open("probe", 8))
	t.Logf("keys beside %d idle sessions: %s", plan.idle, clients.do(costOrder{Do: "keys", Group: "probe", Count: plan.keys}))
	clients.do(target.open("busy", plan.busy))
	clients.do(costOrder{Do: "busy", Group: "busy", Every: 200 * time.Millisecond})
	t.Logf("and %d that type 5 keys/s: %s", plan.busy, clients.do(costOrder{Do: "keys", Group: "probe", Count: plan.keys}))
	clients.end()
	for _, cost := range []sessionCost{small, large} {
		if cost.memory > maxSessionMemory || cost.cpu > maxSessionCPU {
			t.Errorf("an idle session costs %s", cost)
		}
	}
	if plan.peers > 0 {
		measurePeers(t, r, plan)
	}
}

// measurePeers measures OpenSSH's server with one process per session.
func measurePeers(t *testing.T, r *realTerminal, plan costPlan) {
	t.Helper()
	for _, name := range []string{"id", "id.pub"} { // of the service's operator
		_ = os.Remove(filepath.Join(r.dir, name))
	}
	s := newSSH(r)
	script := filepath.Join(r.dir, "peer")
	lines := []string{"#!/bin/sh", "exec env"}
	for _, e := range r.environ() {
		lines[1] += " '" + e + "'"
	}
	if err := os.WriteFile(script, []byte(strings.Join(lines, "\n")+" "+r.program+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	clients := startCostClients(t)
	target := costOrder{Address: "127.0.0.1:" + s.port, KeyFiles: []string{filepath.Join(r.dir, "id")}, User: "root", Command: script, Ready: "SANDBOX"}
	clients.do(target.with("peers", 80, 24).open("peers", plan.peers))
	memory := uint64(0)
	for _, pid := range descendants(s.pid) {
		memory += proportionalMemory(pid)
	}
	t.Logf("OpenSSH with %d processes: %d KiB for each", plan.peers, memory/uint64(plan.peers)>>10)
	t.Logf("keys there: %s", clients.do(costOrder{Do: "keys", Group: "peers", Count: plan.keys}))
	clients.end()
}

func (o costOrder) with(group string, columns, rows int) costOrder {
	o.Group, o.Columns, o.Rows = group, columns, rows
	return o
}

func (o costOrder) open(group string, count int) costOrder {
	o.Do, o.Group, o.Count = "open", group, count
	if o.Columns == 0 {
		o.Columns, o.Rows = 80, 24
	}
	return o
}

// sessionCost is what one idle session costs.
type sessionCost struct {
	memory     uint64  // resident, in bytes
	cpu        float64 // per cent of a core
	firstFrame time.Duration
}

func (c sessionCost) String() string {
	return fmt.Sprintf("%d KiB and %.4f %% of a core, first frame after %s", c.memory>>10, c.cpu, c.firstFrame.Round(time.Millisecond))
}

// measureIdle opens sessions that look at a dossier of their own, and lets them be. Those that
// were opened before take so many per cent of a core.
func measureIdle(t *testing.T, pid int, clients *costProcess, plan costPlan, o costOrder, before float64) sessionCost {
	t.Helper()
	empty := residentMemory(pid)
	opened := clients.do(o.open(o.Group, plan.idle))
	time.Sleep(time.Second) // by then their journals are open
	clients.do(costOrder{Do: "type", Group: o.Group, Text: "1763870400000x4058865195%08d"})
	clients.do(costOrder{Do: "type", Group: o.Group, Text: "\r", Ready: "ich document"}) // what was there before begins with "Wh" too
	time.Sleep(plan.settle)
	ticks, began := processorTicks(t, pid), time.Now()
	time.Sleep(plan.rest)
	used := float64(processorTicks(t, pid)-ticks) / 100 / time.Since(began).Seconds() * 100
	full := residentMemory(pid)
	return sessionCost{memory: (max(full, empty) - empty) / uint64(plan.idle), cpu: max(used-before, 0) / float64(plan.idle), firstFrame: opened.FirstFrame}
}

// startServiceFor starts the service with enough operators: each may have few connections.
func startServiceFor(r *realTerminal, plan costPlan) (*service, []string) {
	r.t.Helper()
	s := newService(r)
	s.initialise("--first")
	var people, files []string
	for i := range (plan.idle+max(plan.idle/5, 10)+plan.busy+8)/6 + 1 {
		file := filepath.Join(r.dir, "key"+strconv.Itoa(i))
		people, files = append(people, operatorText("operator"+strconv.Itoa(i), "operator", makeKey(r.t, file))), append(files, file)
	}
	s.writeOperators(people...)
	s.start()
	return s, files
}

// costProcess is the process of the clients: they share no memory and no processor time with
// the test that measures.
type costProcess struct {
	t       *testing.T
	cmd     *exec.Cmd
	orders  io.WriteCloser
	answers *bufio.Scanner
}

func startCostClients(t *testing.T) *costProcess {
	t.Helper()
	p := &costProcess{t: t, cmd: exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestCostClients$", "-test.timeout=30m")}
	p.cmd.Env, p.cmd.Stderr = append(os.Environ(), "DOSSIER_COST_CLIENTS=1"), os.Stderr
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if p.orders, err = p.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p.answers = bufio.NewScanner(out)
	p.answers.Buffer(nil, 1<<20)
	return p
}

// do gives an order and waits for its answer.
func (p *costProcess) do(o costOrder) costAnswer {
	p.t.Helper()
	line, err := json.Marshal(o)
	if err != nil {
		p.t.Fatal(err)
	}
	if _, err := fmt.Fprintf(p.orders, "%s\n", line); err != nil {
		p.t.Fatal(err)
	}
	for p.answers.Scan() {
		text, ok := strings.CutPrefix(p.answers.Text(), "answer ")
		if !ok {
			continue
		}
		var answer costAnswer
		if err := json.Unmarshal([]byte(text), &answer); err != nil || answer.Error != "" {
			p.t.Fatalf("%s %s: %v %s", o.Do, o.Group, err, answer.Error)
		}
		return answer
	}
	p.t.Fatal("the clients have ended")
	return costAnswer{}
}

func (p *costProcess) end() {
	_ = p.orders.Close()
	_ = p.cmd.Wait()
}

func (a costAnswer) String() string {
	return fmt.Sprintf("p50 %.1f ms, p99 %.1f ms", a.P50.Seconds()*1000, a.P99.Seconds()*1000)
}

// residentMemory is the resident memory of a process in bytes (proc(5), VmRSS).
func residentMemory(pid int) uint64 { return memoryLine(pid, "status", "VmRSS:") }

// proportionalMemory is that of a process with its part of what it shares.
func proportionalMemory(pid int) uint64 { return memoryLine(pid, "smaps_rollup", "Pss:") }

func memoryLine(pid int, file, name string) uint64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", pid, file))
	if err != nil {
		return 0
	}
	_, rest, found := strings.Cut(string(text), "\n"+name)
	if !found {
		return 0
	}
	kib, _ := strconv.ParseUint(strings.Fields(rest)[0], 10, 64)
	return kib << 10
}

// processorTicks is the processor time of a process in hundredths of a second (proc(5), stat).
func processorTicks(t *testing.T, pid int) uint64 {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		t.Fatal(err)
	}
	fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')'):]))
	user, _ := strconv.ParseUint(fields[12], 10, 64)
	system, _ := strconv.ParseUint(fields[13], 10, 64)
	return user + system
}

// descendants are the processes that a process has begun, and that those have.
func descendants(pid int) []int {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	var list []int
	for field := range strings.FieldsSeq(string(text)) {
		child, _ := strconv.Atoi(field)
		list = append(append(list, child), descendants(child)...)
	}
	return list
}
