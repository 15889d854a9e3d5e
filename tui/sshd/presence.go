package sshd

import "sync"

// present counts what each operator has open.
type present struct {
	mu     sync.Mutex
	counts map[string]*opened
}

// opened is what one operator has open.
type opened struct{ connections, channels int }

func newPresent() *present { return &present{counts: map[string]*opened{}} }

// enter counts a connection of an operator, unless there are too many. One that was counted
// must leave.
func (p *present) enter(operator string) bool {
	return p.add(operator, func(o *opened) *int { return &o.connections }, maxConnections)
}

func (p *present) leave(operator string) {
	p.remove(operator, func(o *opened) *int { return &o.connections })
}

// openChannel counts a channel of an operator, unless there are too many. One that was
// counted must be closed.
func (p *present) openChannel(operator string) bool {
	return p.add(operator, func(o *opened) *int { return &o.channels }, maxChannels)
}

func (p *present) closeChannel(operator string) {
	p.remove(operator, func(o *opened) *int { return &o.channels })
}

func (p *present) add(operator string, of func(*opened) *int, limit int) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	o := p.counts[operator]
	if o == nil {
		o = &opened{}
		p.counts[operator] = o
	}
	count := of(o)
	if *count >= limit {
		return false
	}
	*count++
	return true
}

func (p *present) remove(operator string, of func(*opened) *int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	o := p.counts[operator]
	*of(o)--
	if *o == (opened{}) {
		delete(p.counts, operator)
	}
}
