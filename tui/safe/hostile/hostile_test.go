package hostile

import "testing"

func TestGroupsHaveTheirSize(t *testing.T) {
	sizes := map[string][2]int{
		"control": {len(control()), 20}, "command": {len(command()), 20}, "device": {len(device()), 20},
		"eightBit": {len(eightBit()), 20}, "bytes": {len(bytes()), 15}, "directions": {len(directions()), 15},
		"invisible": {len(invisible()), 15}, "broken": {len(broken()), 15}, "large": {len(large()), 10},
	}
	for name, size := range sizes {
		if size[0] != size[1] {
			t.Errorf("%s has %d strings, want %d", name, size[0], size[1])
		}
	}
}

func TestStringsAreDifferent(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range Strings() {
		seen[s] = true
	}
	if len(seen) != 150 {
		t.Errorf("%d different strings, want 150", len(seen))
	}
}
