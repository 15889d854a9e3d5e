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
		// The service gives memory back for three minutes after a login.
		return costPlan{idle: sessions, busy: max(sessions/10, 1), peers: min(sessions, 100), keys: 400, settle: 200 * time.Second, rest: 40 * time.Second}
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
	var all serviceCost
	all.small = measureIdle(t, s.cmd.Process.Pid, clients, plan, target.with("small", 80, 24), openDossier, 0)
	few, before := plan.few(), all.small.cpu*float64(plan.idle)
	all.large = measureIdle(t, s.cmd.Process.Pid, clients, few, target.with("large", 200, 60), openDossier, before)
	before += all.large.cpu * float64(few.idle)
	all.listed = measureIdle(t, s.cmd.Process.Pid, clients, few, target.with("listed", 80, 24), stayOnTheList, before)
	clients.do(target.open("probe", 8))
	all.keys = clients.do(costOrder{Do: "keys", Group: "probe", Count: plan.keys})
	clients.do(target.open("busy", plan.busy))
	clients.do(costOrder{Do: "busy", Group: "busy", Every: 200 * time.Millisecond})
	all.busyKeys = clients.do(costOrder{Do: "keys", Group: "probe", Count: plan.keys})
	clients.end()
	for _, cost := range []sessionCost{all.small, all.large, all.listed} {
		if cost.memory > maxSessionMemory || cost.cpu > maxSessionCPU {
			t.Errorf("an idle session costs %s", cost)
		}
	}
	all.report(t, plan) // before the other server is measured, which may not be installed
	if plan.peers > 0 {
		all.compare(t, plan, measurePeers(t, r, plan))
	}
}

// few is a plan for other sessions beside those of a plan.
func (p costPlan) few() costPlan {
	return costPlan{idle: max(p.idle/5, 10), settle: p.settle, rest: p.rest}
}

// peerCost is what OpenSSH's server with one process per session costs.
type peerCost struct {
	memory uint64 // of each, in bytes
	keys   costAnswer
}

// serviceCost is all that was measured.
type serviceCost struct {
	small, large, listed sessionCost
	keys, busyKeys       costAnswer
}

// idleCPUGoal is what an idle session may take in per cent of a core: 0.6 of what a program
// of the library takes that shows the same text to all, 17.9 % for 500.
const idleCPUGoal = 0.6 * 17.9 / 500

// costSlack is by how much a goal may be missed: the machine does other things too.
const costSlack = 2

// checkCost writes a figure beside its goal. The long form fails if it is missed by far.
func checkCost(t *testing.T, plan costPlan, what string, have, goal float64) {
	t.Helper()
	t.Logf("%-60s %.4f, goal %.4f", what, have, goal)
	if plan.peers > 0 && have > costSlack*goal {
		t.Errorf("%s: %.4f, more than %d times the goal", what, have, costSlack)
	}
}

// report writes what the service costs.
func (c serviceCost) report(t *testing.T, plan costPlan) {
	t.Helper()
	t.Logf("idle with a dossier, 80x24:  %s", c.small)
	t.Logf("idle with a dossier, 200x60: %s", c.large)
	t.Logf("idle on the start list:      %s", c.listed)
	t.Logf("keys beside %d idle sessions: %s", plan.idle, c.keys)
	t.Logf("and %d that type 5 keys/s: %s", plan.busy, c.busyKeys)
	checkCost(t, plan, "per cent of a core for an idle session with a dossier", c.small.cpu, idleCPUGoal)
	checkCost(t, plan, "per cent of a core for an idle session on the start list", c.listed.cpu, idleCPUGoal)
	checkCost(t, plan, "memory of a large window over that of a small one", float64(c.large.memory)/float64(max(c.small.memory, 1)), 1.3)
}

// compare writes it beside what OpenSSH costs.
func (c serviceCost) compare(t *testing.T, plan costPlan, peers peerCost) {
	t.Helper()
	t.Logf("OpenSSH with %d processes: %d KiB for each; keys there: %s", plan.peers, peers.memory>>10, peers.keys)
	over := func(keys, of time.Duration) float64 { return float64(keys) / float64(of) }
	checkCost(t, plan, "memory over OpenSSH with a process per session", float64(c.small.memory)/float64(peers.memory), 0.25)
	checkCost(t, plan, "keys over OpenSSH, p50", over(c.keys.P50, peers.keys.P50), 1)
	checkCost(t, plan, "keys over OpenSSH, p99", over(c.keys.P99, peers.keys.P99), 1)
	checkCost(t, plan, "keys beside busy sessions over OpenSSH, p50", over(c.busyKeys.P50, peers.keys.P50), 2)
	checkCost(t, plan, "keys beside busy sessions over OpenSSH, p99", over(c.busyKeys.P99, peers.keys.P99), 2)
}

// measurePeers measures OpenSSH's server with one process per session.
func measurePeers(t *testing.T, r *realTerminal, plan costPlan) peerCost {
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
	keys := clients.do(costOrder{Do: "keys", Group: "peers", Count: plan.keys})
	clients.end()
	return peerCost{memory / uint64(plan.peers), keys}
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

// What idle sessions show.
const (
	openDossier   = true
	stayOnTheList = false
)

// measureIdle opens sessions that look at a dossier of their own, or at the start list, and
// lets them be. Those that were opened before take so many per cent of a core.
func measureIdle(t *testing.T, pid int, clients *costProcess, plan costPlan, o costOrder, withDossier bool, before float64) sessionCost {
	t.Helper()
	empty := residentMemory(pid)
	opened := clients.do(o.open(o.Group, plan.idle))
	time.Sleep(time.Second) // by then their journals are open
	if withDossier {
		clients.do(costOrder{Do: "type", Group: o.Group, Text: "1763870400000x4058865195%08d"})
		clients.do(costOrder{Do: "type", Group: o.Group, Text: "\r", Ready: "ich document"}) // what was there before begins with "Wh" too
	}
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
	for i := range (plan.idle+2*plan.few().idle+plan.busy+8)/6 + 1 {
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
