package e2e

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"dossier/personr/sandbox"
)

// A needle is a piece of a picture, as it is or in base64, as it may lie in memory.
type needle struct {
	bytes []byte
	name  string
}

// needles are looked for in one pass.
type needles struct {
	starts [1 << 16]bool       // by their first two bytes
	list   map[uint64][]needle // by their first eight bytes
	pieces int                 // how many there are, each in several forms
}

// piecesOfPictures are pieces of each picture at regular distances: buffers hold a part.
func piecesOfPictures(pictures map[string][]byte) *needles {
	const distance, size = 1 << 10, 24
	n := &needles{list: map[uint64][]needle{}}
	for _, name := range slices.Sorted(maps.Keys(pictures)) {
		picture := pictures[name]
		for at := 0; at+size <= len(picture); at += distance {
			piece := picture[at : at+size]
			n.pieces++
			n.add(fmt.Sprintf("%s at %d, as it is", name, at), piece)
			for alignment := range 3 {
				n.add(fmt.Sprintf("%s at %d, in base64", name, at), innerBase64(base64.StdEncoding, piece, alignment))
			}
		}
	}
	return n
}

func (n *needles) add(name string, text []byte) {
	n.starts[binary.LittleEndian.Uint16(text)] = true
	begin := binary.LittleEndian.Uint64(text)
	n.list[begin] = append(n.list[begin], needle{text, name})
}

// search returns the names of the needles that are in a text, and how often.
func (n *needles) search(text []byte, found map[string]int) {
	for at := 0; at+8 <= len(text); at++ {
		if !n.starts[binary.LittleEndian.Uint16(text[at:])] {
			continue
		}
		for _, one := range n.list[binary.LittleEndian.Uint64(text[at:])] {
			if bytes.HasPrefix(text[at:], one.bytes) {
				found[one.name]++
			}
		}
	}
}

// memoryHolds looks for needles in all memory of a process that it can write to (proc(5),
// /proc/PID/maps and /proc/PID/mem), and returns how often each is where.
func memoryHolds(t *testing.T, pid int, n *needles) map[string]int {
	t.Helper()
	areas, err := os.Open(fmt.Sprintf("/proc/%d/maps", pid))
	if err != nil {
		t.Fatal(err)
	}
	defer areas.Close()
	memory, err := os.Open(fmt.Sprintf("/proc/%d/mem", pid))
	if err != nil {
		t.Fatal(err)
	}
	defer memory.Close()
	found, total := map[string]int{}, int64(0)
	piece := make([]byte, 4<<20)
	for lines := bufio.NewScanner(areas); lines.Scan(); {
		var from, to int64
		var rights string
		if k, _ := fmt.Sscanf(lines.Text(), "%x-%x %s", &from, &to, &rights); k != 3 || !strings.HasPrefix(rights, "rw") {
			continue
		}
		const overlap = 64
		for at := from; at < to; at += int64(len(piece)) - overlap {
			read, err := memory.ReadAt(piece[:min(to-at, int64(len(piece)))], at)
			if err != nil {
				break // it was given back meanwhile
			}
			total += int64(read)
			n.search(piece[:read], found)
		}
	}
	if total < 1<<20 {
		t.Fatalf("only %d bytes of the memory could be read", total)
	}
	return found
}

// plainSelfie is an answer that finds nothing, so that a dossier can be finished.
var plainSelfie = sandbox.Rule{Call: "upload", DocType: "SELFIE", Do: sandbox.Action{Kind: sandbox.KindAnswer}}

// finish sends three pictures through the inbox, has the dossier checked, and leaves. While
// pictures are in the inbox the search must find them.
func (v *canaryService) finish(n *needles) {
	v.t.Helper()
	c := v.openWizard()
	c.openDossier()
	v.send(c, front, "front", "front")
	c.WaitFor(back)
	if held := memoryHolds(v.t, v.cmd.Process.Pid, n); len(held) < len(v.pictures["front"])/(2<<10) {
		v.t.Errorf("only %d pieces of a picture in the inbox were found, so this shows nothing", len(held))
	}
	v.send(c, back, "back", "back")
	v.send(c, "picture 3 of 3", "selfie", "selfie")
	c.startCheck()
	c.WaitFor("APPROVED")
	c.leaveWizard()
	if code, _ := c.waitForEnd(); code != 0 {
		v.t.Errorf("ssh ended with status %d", code)
	}
}

// TestMemoryOfTheServiceAfterADossier: soon after a dossier is finished its pictures are in the
// service's memory no more, neither as they were nor as they were sent, and what else the
// kernel shows of the process names none. A few pieces may stay: packets of a few bytes, which
// the library of SSH copies to where other things are.
func TestMemoryOfTheServiceAfterADossier(t *testing.T) {
	t.Parallel()
	requireRoot(t)
	v := startCanaryService(newCanaryWorld(t, plainSelfie))
	n := piecesOfPictures(v.pictures)
	v.finish(n)
	if held := v.waitForCleanMemory(n); len(held) > n.pieces/50 {
		t.Errorf("%d of %d pieces are in memory: %v", len(held), n.pieces, slices.Sorted(maps.Keys(held)))
	}
	failOnLeaks(t, v.search(kernelView(t, v.cmd.Process.Pid)))
}

// TestTheSearchOfMemoryFindsALeak is the control: a service that keeps what it sends.
func TestTheSearchOfMemoryFindsALeak(t *testing.T) {
	t.Parallel()
	requireRoot(t)
	s := newPanicScene(t, "memory", "")
	v := startCanaryService(s)
	n := piecesOfPictures(v.pictures)
	c := v.openWizard()
	c.openDossier()
	v.send(c, front, "front", "front")
	c.WaitFor(back)
	kept := len(v.pictures["front"]) >> 10
	v.waitUntil("a copy that was kept", func() bool {
		times := 0
		for _, found := range memoryHolds(t, v.cmd.Process.Pid, n) {
			times += found
		}
		return times > kept*3/2 // once in the inbox, and once more
	})
}

// waitForCleanMemory waits until hardly anything is found any more, and returns what is.
func (v *canaryService) waitForCleanMemory(n *needles) (held map[string]int) {
	v.t.Helper()
	for began := time.Now(); ; time.Sleep(time.Second) {
		held = memoryHolds(v.t, v.cmd.Process.Pid, n)
		if took := time.Since(began); len(held) <= n.pieces/50 || took > patience/2 {
			v.t.Logf("%d of %d pieces after %s", len(held), n.pieces, took.Round(time.Second/10))
			return held
		}
	}
}

// requireRoot skips a test that reads another process's memory: the service forbids it to
// everybody else.
func requireRoot(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root can read the memory of the service")
	}
}

// kernelView is what the kernel shows of the files of a process: what it has mapped, and what
// it has open.
func kernelView(t *testing.T, pid int) map[string][]byte {
	t.Helper()
	areas, err := os.ReadFile(fmt.Sprintf("/proc/%d/maps", pid))
	if err != nil {
		t.Fatal(err)
	}
	places := map[string][]byte{"maps": areas}
	open, _ := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", pid))
	for _, path := range open {
		target, _ := os.Readlink(path)
		places["fd "+filepath.Base(path)] = []byte(target)
	}
	if len(places) < 5 {
		t.Errorf("only %d places can be read", len(places))
	}
	return places
}
