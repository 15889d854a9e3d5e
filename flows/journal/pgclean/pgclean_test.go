package pgclean

import "testing"

func TestTransactionIDsWrapAround(t *testing.T) {
	for _, c := range []struct {
		a, b int64
		want bool
	}{
		{7, 8, true}, {8, 8, false}, {9, 8, false}, {1<<32 - 1, 1<<32 + 3, true}, {3, 1<<32 + 3, false}, {4, 1<<32 + 3, false},
	} {
		if isXIDBefore(c.a, c.b) != c.want {
			t.Errorf("%d before %d: %t", c.a, c.b, !c.want)
		}
	}
}
