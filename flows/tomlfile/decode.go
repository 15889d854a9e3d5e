package tomlfile

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
	"unicode"

	"github.com/pelletier/go-toml/v2"
)

// byteOrderMark is what some editors begin a file in UTF-8 with.
const byteOrderMark = "\ufeff"

// Decode reads a file into a struct with the library's toml tags. The error joins one
// *Error per fault. The Checker collects what is wrong with the values.
func Decode(b []byte, s Schema, into any) (*Checker, error) {
	if len(b) > s.MaxBytes {
		return nil, &Error{Line: 1, Column: 1, Text: "the file is larger than " + strconv.Itoa(s.MaxBytes>>10) + " KiB"}
	}
	b = bytes.TrimPrefix(b, []byte(byteOrderMark))
	known, unknown := locateKeys(b, s)
	if len(unknown) > 0 {
		return nil, joinFaults(unknown)
	}
	if err := toml.Unmarshal(b, into); err != nil {
		return nil, joinFaults(s.faultsFromTOML(err))
	}
	return &Checker{positions: known}, nil
}

// faultsFromTOML puts what the TOML reader says into our words: its own are about Go
// types.
func (s Schema) faultsFromTOML(err error) []*Error {
	decode, ok := errors.AsType[*toml.DecodeError](err)
	if !ok {
		return []*Error{{Line: 1, Column: 1, Text: "not a TOML file"}}
	}
	line, column := decode.Position()
	path := strings.Join(decode.Key(), ".")
	if kind, ok := s.Kinds[path]; ok {
		return []*Error{{line, column, path, "has to be " + kind}}
	}
	for table, free := range s.Free {
		if strings.HasPrefix(path, table+".") {
			return []*Error{{line, column, table, free.Kind}}
		}
	}
	return []*Error{{line, column, "", "not valid TOML: " + replaceUnprintable(strings.TrimPrefix(decode.Error(), "toml: "))}}
}

func replaceUnprintable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '?'
	}, s)
}
