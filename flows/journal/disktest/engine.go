package disktest

import (
	"database/sql"
	"errors"
	"net/url"
	"strings"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"
)

// OpenPool is a number of connections to the database on the disk. The settings
// are those of the product's connections; later ones of the same name win.
func (d *Disk) OpenPool(size int, settings string) (*sql.DB, error) {
	query, err := translateSettings(settings)
	if err != nil {
		return nil, err
	}
	query.Set("vfs", d.name)
	address := url.URL{Scheme: "file", Path: DatabaseName, RawQuery: query.Encode()}
	db, err := driver.Open(address.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	return db, nil
}

// translateSettings turns the names that the product's driver gives settings into
// those of this one. Three have no like here and nothing to do with the disk.
func translateSettings(settings string) (url.Values, error) {
	given, err := url.ParseQuery(settings)
	if err != nil {
		return nil, err
	}
	query := url.Values{}
	// The first to be set: what follows may have to wait.
	query.Add("_pragma", "busy_timeout("+lastValue(given["_busy_timeout"])+")")
	for name, values := range given {
		switch name {
		case "mode", "_txlock":
			query.Set(name, lastValue(values))
		case "_pragma":
			query["_pragma"] = append(query["_pragma"], values...)
		case "_defensive", "_dqs", "_error_rc", "_busy_timeout":
		default:
			query.Add("_pragma", strings.TrimPrefix(name, "_")+"("+lastValue(values)+")")
		}
	}
	return query, nil
}

func lastValue(values []string) string {
	if len(values) == 0 {
		return "0"
	}
	return values[len(values)-1]
}

// ResultCode is the result code of SQLite in an error of this engine.
func ResultCode(err error) (int, bool) {
	var coded *sqlite3.Error
	if errors.As(err, &coded) {
		return int(coded.ExtendedCode()), true
	}
	var bare sqlite3.ExtendedErrorCode
	if errors.As(err, &bare) {
		return int(bare), true
	}
	return 0, false
}
