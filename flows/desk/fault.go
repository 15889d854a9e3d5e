package desk

// A panic that nobody catches is printed with its value, and a value of ours can
// hold a person's name or the bytes of a picture. So every goroutine of a desk
// catches its own. What it was doing is then in the state in which a killed
// program leaves it, which the journal is made for.

// launch runs f on a goroutine that Close waits for.
func (d *Desk) launch(f func()) { d.work.Go(func() { d.safely(f) }) }

func (d *Desk) safely(f func()) {
	defer d.cfg.caught()
	f()
}

// caught is deferred: it tells the program that something panicked, and drops
// the value.
func (c Config) caught() {
	if c.Fault == nil {
		return
	}
	if recover() != nil {
		c.Fault()
	}
}
