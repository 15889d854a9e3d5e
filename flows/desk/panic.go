package desk

// A panic that nobody catches is printed with its value, and a value of ours can
// hold a person's name or the bytes of a picture. So every goroutine of a desk
// catches its own. What it was doing is then in the state in which a killed
// program leaves it, which the journal is made for.

// startGoroutine runs f on a goroutine that Close waits for.
func (d *Desk) startGoroutine(f func()) { d.work.Go(func() { d.runRecovering(f) }) }

func (d *Desk) runRecovering(f func()) {
	defer d.cfg.recoverPanic()
	f()
}

// recoverPanic is deferred: it tells the program that something panicked, and drops
// the value.
func (c Config) recoverPanic() {
	if c.OnPanic == nil {
		return
	}
	if recover() != nil {
		c.OnPanic()
	}
}
