package sandbox

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// render makes all bytes of a scripted answer. r is what would have been answered. They are
// made here and not by net/http, so that a script decides about every one of them.
func (a *Action) render(r reply, token string) []byte {
	if a.Kind == KindRaw {
		return []byte(a.Body)
	}
	headers, status := map[string]string{"Content-Type": typeJSON}, r.status
	var body []byte
	switch a.Kind {
	case KindStatus:
		status = a.Status
		headers, body = a.page(token)
	case KindRedirect:
		status = a.redirectStatus()
		headers, body = (&Action{Status: status, Page: a.pageOr(PageHTML), Body: a.Body}).page(token)
		headers["Location"] = a.Location
	default:
		body = a.reshape(r)
	}
	headers["Content-Length"] = strconv.Itoa(len(body))
	return a.assemble(status, headers, body)
}

func (a *Action) redirectStatus() int {
	if a.Status == 0 {
		return http.StatusTemporaryRedirect
	}
	return a.Status
}

func (a *Action) pageOr(page string) string {
	if a.Page == "" {
		return page
	}
	return a.Page
}

// assemble puts status line, headers in alphabetical order and body together. Two kinds differ
// from HTTP here: one sends other answers first, one sends less than it promised.
func (a *Action) assemble(status int, headers map[string]string, body []byte) []byte {
	headers["Connection"] = "close"
	switch a.Kind {
	case KindGzip:
		headers["Content-Encoding"] = "gzip"
	case KindHugeHeaders:
		headers["X-Padding"] = strings.Repeat("x", orElse(a.Bytes, 128<<10))
	}
	for k, v := range a.Headers {
		dropHeader(headers, k)
		if v != "" {
			headers[k] = v
		}
	}
	var out bytes.Buffer
	if a.Kind == KindFlood {
		out.WriteString(strings.Repeat("HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n", orElse(a.Times, 10_000)))
	}
	fmt.Fprintf(&out, "HTTP/1.1 %d %s\r\n", status, statusText(status))
	for _, k := range slices.Sorted(maps.Keys(headers)) {
		fmt.Fprintf(&out, "%s: %s\r\n", k, headers[k])
	}
	out.WriteString("\r\n")
	if a.Kind == KindShort {
		body = a.cut(body)
	}
	out.Write(body)
	return out.Bytes()
}

func dropHeader(headers map[string]string, name string) {
	maps.DeleteFunc(headers, func(k, _ string) bool { return strings.EqualFold(k, name) })
}

// reshape spoils the documented answer.
func (a *Action) reshape(r reply) []byte {
	switch a.Kind {
	case KindCut:
		return a.cut(r.body)
	case KindHuge:
		return append(slices.Clone(r.body), bytes.Repeat([]byte(" "), max(0, orElse(a.Bytes, 2<<20)-len(r.body)))...)
	case KindGzip:
		return compress(r.body)
	case KindDuplicate:
		return duplicate(r.body)
	case KindOtherCase:
		return otherCase(r.body)
	case KindAnswer:
		return a.edit(r)
	}
	return r.body
}

func (a *Action) cut(body []byte) []byte {
	return body[:min(len(body), orElse(a.Bytes, len(body)/2))]
}

func compress(body []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = w.Write(body) // a buffer takes everything
	_ = w.Close()
	return out.Bytes()
}

// duplicate puts contradicting keys before the true ones.
func duplicate(body []byte) []byte {
	o := object{{"applicantId", "1x1"}, {"errors", []string{remarkNotReadable}}, {"status", "error"}}
	return encode(append(o, fields(body)...))
}

// otherCase changes the first letter of every key at the top.
func otherCase(body []byte) []byte {
	o := fields(body)
	for i := range o {
		o[i].key = strings.ToUpper(o[i].key[:1]) + o[i].key[1:]
	}
	return encode(o)
}

// edit changes the fields of a successful answer. An answer that says no stays as it is.
func (a *Action) edit(r reply) []byte {
	if r.status != http.StatusOK {
		return r.body
	}
	o := fields(r.body)
	if a.verdict() != nil {
		o = o.set("errors", rawList(a.Errors)).set("warnings", rawList(a.Warnings))
	}
	for _, k := range slices.Sorted(maps.Keys(a.Echo)) {
		o = o.set(k, a.Echo[k])
	}
	o = slices.DeleteFunc(o, func(f field) bool { return slices.Contains(a.Drop, f.key) })
	return encode(o)
}

func rawList(v []json.RawMessage) []json.RawMessage {
	if v == nil {
		return []json.RawMessage{}
	}
	return v
}

func (o object) set(key string, value any) object {
	for i := range o {
		if o[i].key == key {
			o[i].value = value
			return o
		}
	}
	return append(o, field{key, value})
}

// fields takes an object apart without losing the order of its keys.
func fields(body []byte) object {
	d := json.NewDecoder(bytes.NewReader(body))
	var o object
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return o
	}
	for d.More() {
		key, err := d.Token()
		var raw json.RawMessage
		if err != nil || d.Decode(&raw) != nil {
			return o
		}
		o = append(o, field{key.(string), raw})
	}
	return o
}

func orElse(v, fallback int) int {
	if v == 0 {
		return fallback
	}
	return v
}
