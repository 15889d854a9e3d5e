package sandbox

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// renderResponse makes all bytes of a scripted answer. r is what would have been answered. They are
// made here and not by net/http, so that a script decides about every one of them.
func (a *Action) renderResponse(r response, token string) []byte {
	if a.Kind == KindRaw {
		return []byte(a.Body)
	}
	headers, status := map[string]string{"Content-Type": contentTypeJSON}, r.status
	var body []byte
	switch a.Kind {
	case KindStatus:
		status = a.Status
		headers, body = a.pageContent(token)
	case KindRedirect:
		status = cmp.Or(a.Status, http.StatusTemporaryRedirect)
		headers, body = (&Action{Status: status, Page: cmp.Or(a.Page, PageHTML), Body: a.Body}).pageContent(token)
		headers["Location"] = a.Location
	default:
		body = a.alterBody(r)
	}
	headers["Content-Length"] = strconv.Itoa(len(body))
	return a.assembleResponse(status, headers, body)
}

// assembleResponse puts status line, headers in alphabetical order and body together. Two kinds differ
// from HTTP here: one sends other answers first, one sends less than it promised.
func (a *Action) assembleResponse(status int, headers map[string]string, body []byte) []byte {
	headers["Connection"] = "close"
	switch a.Kind {
	case KindGzip:
		headers["Content-Encoding"] = "gzip"
	case KindHugeHeaders:
		headers["X-Padding"] = strings.Repeat("x", cmp.Or(a.Bytes, 128<<10))
	}
	for k, v := range a.Headers {
		maps.DeleteFunc(headers, func(ours, _ string) bool { return strings.EqualFold(ours, k) })
		if v != "" {
			headers[k] = v
		}
	}
	var out bytes.Buffer
	if a.Kind == KindFlood {
		out.WriteString(strings.Repeat("HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n", cmp.Or(a.Times, 10_000)))
	}
	fmt.Fprintf(&out, "HTTP/1.1 %d %s\r\n", status, statusText(status))
	for _, k := range slices.Sorted(maps.Keys(headers)) {
		fmt.Fprintf(&out, "%s: %s\r\n", k, headers[k])
	}
	out.WriteString("\r\n")
	if a.Kind == KindShort {
		body = a.truncateBody(body)
	}
	out.Write(body)
	return out.Bytes()
}

// alterBody changes the documented answer as the kind says.
func (a *Action) alterBody(r response) []byte {
	switch a.Kind {
	case KindCut:
		return a.truncateBody(r.body)
	case KindHuge:
		return append(slices.Clone(r.body), bytes.Repeat([]byte(" "), max(0, cmp.Or(a.Bytes, 2<<20)-len(r.body)))...)
	case KindGzip:
		return gzipBody(r.body)
	case KindDuplicate:
		return addDuplicateKeys(r.body)
	case KindOtherCase:
		return upperCaseKeys(r.body)
	case KindAnswer:
		return a.editFields(r)
	}
	return r.body
}

func (a *Action) truncateBody(body []byte) []byte {
	return body[:min(len(body), cmp.Or(a.Bytes, len(body)/2))]
}

func gzipBody(body []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = w.Write(body) // a buffer takes everything
	_ = w.Close()
	return out.Bytes()
}

// addDuplicateKeys puts contradicting keys before the true ones.
func addDuplicateKeys(body []byte) []byte {
	o := jsonObject{{"applicantId", "1x1"}, {"errors", []string{remarkNotReadable}}, {"status", "error"}}
	return encodeJSON(append(o, parseFields(body)...))
}

// upperCaseKeys changes the first letter of every key at the top.
func upperCaseKeys(body []byte) []byte {
	o := parseFields(body)
	for i := range o {
		o[i].key = strings.ToUpper(o[i].key[:1]) + o[i].key[1:]
	}
	return encodeJSON(o)
}

// editFields changes the fields of a successful answer. A refusal is not changed.
func (a *Action) editFields(r response) []byte {
	if r.status != http.StatusOK {
		return r.body
	}
	o := parseFields(r.body)
	if a.scriptedFindings() != nil {
		o = o.withField("errors", nonNil(a.Errors)).withField("warnings", nonNil(a.Warnings))
	}
	for _, k := range slices.Sorted(maps.Keys(a.Echo)) {
		o = o.withField(k, a.Echo[k])
	}
	o = slices.DeleteFunc(o, func(f jsonField) bool { return slices.Contains(a.Drop, f.key) })
	return encodeJSON(o)
}

func (o jsonObject) withField(key string, value any) jsonObject {
	for i := range o {
		if o[i].key == key {
			o[i].value = value
			return o
		}
	}
	return append(o, jsonField{key, value})
}

// parseFields takes an object apart without losing the order of its keys.
func parseFields(body []byte) jsonObject {
	d := json.NewDecoder(bytes.NewReader(body))
	var o jsonObject
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return o
	}
	for d.More() {
		key, err := d.Token()
		var raw json.RawMessage
		if err != nil || d.Decode(&raw) != nil {
			return o
		}
		o = append(o, jsonField{key.(string), raw})
	}
	return o
}
