package journal

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strings"
	"testing"

	"dossier/flows"
)

// mayPass says of every error of this package by its name whether it may pass while a
// program waits.
var mayPass = map[string]bool{
	"ErrReadOnly": true, "ErrWriteProtected": true, "ErrProtected": true, "ErrTooManyFiles": true, "ErrFull": true, "ErrDisk": true, "ErrBusy": true,
	"ErrClosed": true, "ErrUnreachable": true, "ErrCertificate": true, "ErrSignIn": true, "ErrNoDatabase": true, "ErrNoRights": true,
	"ErrNotOwner": true, "ErrStandby": true, "ErrNotDurable": true, "ErrTooManyConnections": true, "ErrLockTimeout": true,

	"ErrDamaged": false, "ErrOtherProgram": false, "ErrExposed": false, "ErrNotOurs": false, "ErrNetwork": false, "ErrNotAFile": false,
	"ErrNoJournal": false, "ErrPendingLog": false, "ErrWrongKey": false, "ErrKeyRenamed": false, "ErrAltered": false, "ErrRewound": false, "ErrEmptied": false, "ErrChainEnd": false,
	"ErrReplaced": false, "ErrAddress": false, "ErrUnencrypted": false, "ErrSchemaTaken": false, "ErrTooOld": false, "ErrScheme": false,
	"ErrNotEmpty": false, "ErrSourceChanged": false, "ErrSizeLimit": false, "ErrRefused": false,
}

// errorTexts are the texts of the package's errors by their names, as its sources have them.
func errorTexts(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	names, err := os.ReadDir(".")
	requireNoErrors(t, err)
	for _, name := range names {
		if !strings.HasSuffix(name.Name(), ".go") || strings.HasSuffix(name.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name.Name(), nil, 0)
		requireNoErrors(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			v, ok := n.(*ast.ValueSpec)
			if !ok || len(v.Values) != 1 {
				return true
			}
			if call, ok := v.Values[0].(*ast.CallExpr); ok && fmt.Sprint(call.Fun) == "newError" {
				texts[v.Names[0].Name] = joinLiterals(call.Args[0])
			}
			return true
		})
	}
	return texts
}

// joinLiterals is a text that is written in several pieces.
func joinLiterals(e ast.Expr) (text string) {
	ast.Inspect(e, func(n ast.Node) bool {
		if l, ok := n.(*ast.BasicLit); ok {
			text += strings.Trim(l.Value, `"`)
		}
		return true
	})
	return text
}

// TestEveryErrorIsTemporaryOrPermanent proves that nobody adds an error without deciding whether it
// is waited for.
func TestEveryErrorIsTemporaryOrPermanent(t *testing.T) {
	texts := errorTexts(t)
	for name, text := range texts {
		passes, decided := mayPass[name]
		if !decided {
			t.Errorf("%s: does waiting mend it?", name)
		}
		isTemporary := false
		for _, e := range temporaryErrors {
			isTemporary = isTemporary || e.Error() == text
		}
		if isTemporary != passes {
			t.Errorf("%s: waited for %t, want %t", name, isTemporary, passes)
		}
	}
	for name := range mayPass {
		if texts[name] == "" {
			t.Errorf("%s: there is no such error", name)
		}
	}
}

func TestAnErrorOfAnotherPackageIsNotPermanent(t *testing.T) {
	late := fmt.Errorf("it did not answer in time: %w", context.DeadlineExceeded)
	for _, c := range []struct {
		err       error
		permanent bool
	}{
		{nil, false}, {late, false}, {context.Canceled, false}, {errors.New("another"), false}, {errorFromSQLState("XX000"), false},
		{fmt.Errorf("its layout: %w", flows.ErrNewer), true}, {fmt.Errorf("%w; run chmod", ErrExposed), true},
		{fmt.Errorf("%w, or set fsync", ErrNotDurable), false}, {&KeyError{errors.New("none")}, true}, {errorFromSQLState("58P01"), true},
	} {
		if got := IsPermanent(c.err); got != c.permanent {
			t.Errorf("%v: %t", c.err, got)
		}
	}
}

// TestAConnectionThatEndedIsNoDamage is about what package sql says when a timeout
// ended a transaction between two statements.
func TestAConnectionThatEndedIsNoDamage(t *testing.T) {
	for _, e := range []engine{sqliteEngine{}, postgresEngine{}} {
		for _, err := range []error{sql.ErrTxDone, sql.ErrConnDone, driver.ErrBadConn} {
			if got := e.classifyError(err); IsPermanent(got) {
				t.Errorf("%T: %v is %v", e, err, got)
			}
		}
	}
}
