package lockedmem

import "testing"

func TestBlocksAreZeroAndCounted(t *testing.T) {
	var pool Pool
	block, err := pool.Allocate(1 << 16)
	if err != nil {
		t.Fatal(err)
	}
	if len(block.Bytes()) != 1<<16 || pool.InUse() != 1<<16 {
		t.Fatalf("%d bytes, %d in use", len(block.Bytes()), pool.InUse())
	}
	for i, b := range block.Bytes() {
		if b != 0 {
			t.Fatalf("byte %d is %d", i, b)
		}
	}
	block.Bytes()[7] = 1
	block.Free()
	block.Free()
	if pool.InUse() != 0 || !pool.Locked() || block.Bytes() != nil {
		t.Errorf("after Free: %d in use, locked %v", pool.InUse(), pool.Locked())
	}
}

// TestAnUnlockedBlockShows: one block that is not locked makes the answer false, until it
// is freed.
func TestAnUnlockedBlockShows(t *testing.T) {
	var pool Pool
	first, err := pool.Allocate(4096)
	if err != nil {
		t.Fatal(err)
	}
	pool.unlocked.Store(0)
	first.isLocked = true
	second, err := pool.Allocate(4096)
	if err != nil {
		t.Fatal(err)
	}
	if second.isLocked {
		second.isLocked = false
		pool.unlocked.Add(4096)
		pool.failed.Store(true)
	}
	if pool.Locked() {
		t.Error("an unlocked block counts as locked")
	}
	second.Free()
	if !pool.Locked() || !pool.HasFailed() {
		t.Errorf("after Free: locked %v, and it failed once: %v", pool.Locked(), pool.HasFailed())
	}
	first.Free()
}
