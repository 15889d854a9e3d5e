package hostile

import "testing"

func TestGroupsHaveTheirSize(t *testing.T) {
	sizes := map[string][2]int{
		"control": {len(controlSequences()), 20}, "command": {len(systemCommands()), 20}, "device": {len(deviceControls()), 20},
		"eightBit": {len(eightBitControls()), 20}, "bytes": {len(singleControls()), 15}, "directions": {len(bidiCharacters()), 15},
		"invisible": {len(invisibleCharacters()), 15}, "broken": {len(invalidUTF8()), 15}, "large": {len(oversizedStrings()), 10},
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
