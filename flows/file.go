package flows

// FileChosen is the consent to send one picture.
type FileChosen struct {
	Slot      Slot     `json:"slot"`
	SHA256    SHA256   `json:"sha256"`
	Bytes     int64    `json:"bytes"`
	MediaType string   `json:"mediaType"`
	Pixels    Size     `json:"pixels"`
	Overrides []string `json:"overrides,omitempty"` // warnings and blocks that the operator overrode: "code: reason"
}

func (FileChosen) eventClass() eventClass { return choiceClass }

// apply chooses the picture unless there is an objection.
func (v FileChosen) apply(j *Journey, e Entry) error {
	i, k, ok := j.slotIndices(v.Slot)
	if !ok {
		return outOfTurnErrorf("the flow wants no such picture; choose the document first")
	}
	if err := j.requireOpenForPictures(); err != nil {
		return err
	}
	s := &j.needs[i].slots[k]
	if err := s.requireSettled(); err != nil {
		return err
	}
	if err := j.requireOverrides(v, s.state); err != nil {
		return err
	}
	*s = v.chooseFor(*s, e)
	j.consents++
	j.needs[i].requeueOutOfTurn(j, e)
	return nil
}

// requireOverrides refuses a picture with an objection that the operator has not
// overridden.
func (j *Journey) requireOverrides(v FileChosen, state State) error {
	if state == Accepted && !hasOverride(v.Overrides, CodeReplace) {
		return &OutOfTurnError{v.Slot, "it is accepted already"}
	}
	for _, o := range j.Objections(v.Slot, v.SHA256) {
		if o.Hard || !hasOverride(v.Overrides, o.Code) {
			return &OutOfTurnError{v.Slot, o.Code}
		}
	}
	return nil
}

// chooseFor is the slot s with the chosen picture. A picture that was set aside and
// is chosen again keeps the reason, because it is set aside until it was sent.
func (v FileChosen) chooseFor(s slotState, e Entry) slotState {
	aside := s.picture.SHA256 == v.SHA256 && (s.state == SetAside || s.state == Failed && s.wasSetAside)
	chosen := slotState{slot: s.slot, state: Chosen, hasPicture: true, wasSetAside: aside, picture: Picture{
		SHA256: v.SHA256, Bytes: v.Bytes, MediaType: v.MediaType, Pixels: v.Pixels,
		Overrides: v.Overrides, ChosenAt: e.At, Session: e.Session,
	}}
	if aside {
		chosen.reason = s.reason
	}
	return chosen
}

// Size is a picture's size in pixels; zero when the format has none (PDF).
type Size struct {
	Width  int `json:"width"`
	Height int `json:"height"`
}
