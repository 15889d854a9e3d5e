package scp

import (
	"errors"
	"fmt"
)

// sendReceipt serves scp -f. Only receipts can be fetched.
func (s *session) sendReceipt(c Command) error {
	if err := s.readAnswer(); err != nil {
		return err
	}
	name := baseName(c.Target)
	text, err := s.tree.Read(c.Target)
	if err != nil {
		return s.refuseFor(answerError, name, err)
	}
	if c.WantsTimes {
		info, err := s.tree.Stat(c.Target)
		if err != nil {
			return s.refuseFor(answerError, name, err)
		}
		seconds := info.Changed.Unix()
		if err := s.ask(fmt.Sprintf("T%d 0 %d 0\n", seconds, seconds)); err != nil {
			return err
		}
	}
	if err := s.ask(fmt.Sprintf("C0600 %d %s\n", len(text), name)); err != nil {
		return err
	}
	return s.ask(string(text) + answerOK)
}

// ask sends something and waits for the client's answer to it.
func (s *session) ask(text string) error {
	if err := s.answer(text); err != nil {
		return err
	}
	return s.readAnswer()
}

func (s *session) readAnswer() error {
	answer, err := s.in.ReadByte()
	switch {
	case err != nil:
		return err
	case answer != answerOK[0]:
		return errors.New("the client refused")
	}
	return nil
}
