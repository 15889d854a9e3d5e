package tomlfile

import (
	"bytes"
	"errors"
	"reflect"
	"strconv"
	"strings"
	"unicode"

	"github.com/pelletier/go-toml/v2"
)

// byteOrderMark is what some editors begin a file in UTF-8 with.
const byteOrderMark = "\ufeff"

// Decode reads a file into a struct with the library's toml tags. The Checker has what is
// wrong with its keys and with the kinds of its values, and collects what is wrong with the
// values. The error, which joins one *Error per fault, is that of a file of which no more
// can be said.
func Decode(b []byte, s Schema, into any) (*Checker, error) {
	if len(b) > s.MaxBytes {
		return nil, &Error{Line: 1, Column: 1, Text: "the file is larger than " + strconv.Itoa(s.MaxBytes>>10) + " KiB"}
	}
	b = bytes.TrimPrefix(b, []byte(byteOrderMark))
	known := locateKeys(b, s)
	faults := known.unknown
	text := bytes.Clone(b)
	known.leaveOut(text)
	for len(faults) <= maxFaults {
		reflect.ValueOf(into).Elem().SetZero()
		err := toml.Unmarshal(text, into)
		if err == nil {
			return &Checker{positions: known.keyPositions, damage: known.damage, faults: faults}, nil
		}
		fault, isWhole := s.faultFromTOML(err), known.parser.Error() == nil
		isLeftOut := isWhole && known.leaveOutLine(text, fault.Line)
		if isLeftOut || !isWhole || len(faults) == 0 { // a table header is at fault for what is in its table
			faults = append(faults, fault)
		}
		if !isLeftOut {
			break
		}
	}
	return nil, joinFaults(faults)
}

// faultFromTOML puts what the TOML reader says into our words: its own are about Go
// types.
func (s Schema) faultFromTOML(err error) *Error {
	decode, ok := errors.AsType[*toml.DecodeError](err)
	if !ok {
		return &Error{Line: 1, Column: 1, Text: "not a TOML file"}
	}
	line, column := decode.Position()
	path := strings.Join(decode.Key(), ".")
	if kind, ok := s.Kinds[path]; ok {
		return &Error{line, column, path, "has to be " + kind}
	}
	for table, free := range s.Free {
		if strings.HasPrefix(path, table+".") {
			return &Error{line, column, table, free.Kind}
		}
	}
	return &Error{line, column, "", "not valid TOML: " + replaceUnprintable(strings.TrimPrefix(decode.Error(), "toml: "))}
}

func replaceUnprintable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '?'
	}, s)
}
