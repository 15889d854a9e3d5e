package lockedmem

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// TestPagesAreLeftOutOfCoreAndSwap reads what the kernel says of the pages: "dd" do not
// dump, "lo" locked.
func TestPagesAreLeftOutOfCoreAndSwap(t *testing.T) {
	var pool Pool
	block, err := pool.Allocate(1 << 18)
	if err != nil {
		t.Fatal(err)
	}
	defer block.Free()
	flags := pageFlags(t, block.Bytes())
	if !strings.Contains(flags, " dd") {
		t.Errorf("the pages are in core files: %s", flags)
	}
	if got := strings.Contains(flags, " lo"); got != pool.Locked() {
		t.Errorf("locked by the kernel %v, by the pool %v", got, pool.Locked())
	}
}

// TestFreedBytesAreZero looks at a mapping through a second view of the same memory: what
// is freed was overwritten before it was given back.
func TestFreedBytesAreZero(t *testing.T) {
	fd, err := unix.MemfdCreate("lockedmem", 0)
	if err != nil {
		t.Skip("no memory files here")
	}
	file := os.NewFile(uintptr(fd), "lockedmem")
	defer file.Close()
	if err := file.Truncate(4096); err != nil {
		t.Fatal(err)
	}
	view, err := unix.Mmap(fd, 0, 4096, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		t.Fatal(err)
	}
	block := &Block{new(Pool), view, true}
	copy(block.Bytes(), "a passport")
	block.Free()
	left := make([]byte, 4096)
	if _, err := file.ReadAt(left, 0); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(left, make([]byte, 4096)) {
		t.Error("freed bytes are still there")
	}
}

func pageFlags(t *testing.T, b []byte) string {
	t.Helper()
	maps, err := os.ReadFile("/proc/self/smaps")
	if err != nil {
		t.Skip("the kernel says nothing of its pages here")
	}
	address := uintptr(unsafe.Pointer(&b[0]))
	inside := false
	for line := range strings.Lines(string(maps)) {
		var from, to uintptr
		if n, _ := fmt.Sscanf(line, "%x-%x ", &from, &to); n == 2 {
			inside = from <= address && address < to
		}
		if flags, ok := strings.CutPrefix(line, "VmFlags:"); ok && inside {
			return flags
		}
	}
	t.Fatal("the kernel does not know the pages")
	return ""
}
