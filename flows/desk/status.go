package desk

import "dossier/flows"

// refetchStatus asks for the status again when the dossier was taken over: what
// came while another session held it is old, and nothing is sent on it.
func (d *Desk) refetchStatus() {
	if !d.applicantFetched || d.cfg.statusOnly || d.ctx.Err() != nil {
		return
	}
	d.applicantFetched, d.unrecordedStatus = false, nil
	d.work.start(func() { d.poller.fetchApplicant(false) })
}

func (d *Desk) handleStatus(m statusReply) {
	d.applicantFetched = true
	d.unrecordedStatus = &m
	d.recordStatus()
}

// recordStatus records the status when it changed and this session holds the
// dossier. An answer that crossed the start of a check is about the time before
// it and is dropped: the next one counts.
func (d *Desk) recordStatus() {
	if d.unrecordedStatus == nil || d.recorder.permanentErr != nil {
		return
	}
	if !isStatusNews(d.recorder.journey, *d.unrecordedStatus) {
		d.unrecordedStatus = nil
		return
	}
	if d.cfg.statusOnly {
		d.autoTakeOver()
	}
	if !d.recorder.isHolder() {
		return
	}
	seen := d.unrecordedStatus.event
	d.unrecordedStatus = nil
	d.recorder.recordFact(seen)
}

func isStatusNews(j flows.Journey, m statusReply) bool {
	check := j.Check()
	crossed := check.State == flows.CheckAsked || !check.SentAt.Equal(m.checkSentAt)
	return !crossed && !j.Status().Matches(m.event)
}
