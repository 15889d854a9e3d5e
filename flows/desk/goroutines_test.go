package desk

import "testing"

// TestAPanicIsCaughtAndTold proves that a desk's goroutine drops a panic's value
// and tells the program, and that nothing is hidden where nobody is told.
func TestAPanicIsCaughtAndTold(t *testing.T) {
	told := 0
	work := &goroutines{cfg: Config{OnPanic: func() { told++ }}}
	work.start(func() { panic("Anna Muster") })
	<-work.waitChannel()
	if told != 1 {
		t.Errorf("told %d times", told)
	}
	defer func() {
		if recover() == nil {
			t.Error("a panic vanished that nobody was told of")
		}
	}()
	(&goroutines{}).runRecovering(func() { panic("Anna Muster") })
}
