package pdf

import (
	"bytes"
	"compress/zlib"
	"io"
	"regexp"
	"strconv"
)

// Bounds of the search for objects.
const (
	maxInflated = 4 << 20   // bytes of object streams that are unpacked, of all together
	maxStream   = 512 << 10 // of one
	maxObject   = 16 << 10  // bytes of one object
	maxPlaces   = 64        // places that are looked at for one thing
)

// objects finds objects, the latest version of each.
type objects struct {
	file      file
	noStreams bool  // do not look into object streams
	budget    int64 // bytes that may still be unpacked
	unpacked  bytes.Buffer
}

// findDict returns the dictionary that an object is, nil if it is not found.
func (o *objects) findDict(ref objectID) dict {
	if ref.number == "" {
		return nil
	}
	if entries, _ := parseDict(o.file.findObject(ref)); entries != nil {
		return entries
	}
	if o.noStreams {
		return nil
	}
	entries, _ := parseDict(o.findInStreams(ref.number))
	return entries
}

// findObject returns the text of the latest version of an object that is not in an
// object stream.
func (d file) findObject(ref objectID) []byte {
	last, length := int64(-1), int64(0)
	for _, blank := range []string{"\n", "\r", " "} { // no digit, which would make it another number
		head := blank + ref.number + " " + ref.generation + " obj"
		last, length = max(last, d.findLast(head, d.Size())), int64(len(head))
	}
	if last < 0 {
		return nil
	}
	return d.window(last+length, maxObject)
}

// findInStreams returns the text of an object in an object stream
// (ISO 32000-1, 7.5.7).
func (o *objects) findInStreams(number string) []byte {
	at := o.file.Size()
	for range maxPlaces {
		if at = o.file.findLast("/ObjStm", at); at < 0 || o.budget <= 0 {
			return nil
		}
		if text := o.unpackObject(at, number); text != nil {
			return text
		}
	}
	return nil
}

var streamStart = regexp.MustCompile(`^\s*stream\r?\n`)

// unpackObject looks for an object in the object stream whose dictionary is around at.
func (o *objects) unpackObject(at int64, number string) []byte {
	start := o.file.findLast(" obj", at)
	if start < 0 {
		return nil
	}
	text := o.file.window(start+int64(len(" obj")), maxObject)
	entries, rest := parseDict(text)
	begin := streamStart.Find(rest)
	if entries == nil || begin == nil || string(entries["Filter"]) != "/FlateDecode" || entries["DecodeParms"] != nil {
		return nil
	}
	data := start + int64(len(" obj")+len(text)-len(rest)+len(begin))
	return cutObject(o.inflate(data), entries, number)
}

func (o *objects) inflate(at int64) []byte {
	r, err := zlib.NewReader(io.NewSectionReader(o.file, at, o.file.Size()-at))
	if err != nil {
		return nil
	}
	o.unpacked.Reset()
	n, _ := io.Copy(&o.unpacked, io.LimitReader(r, min(o.budget, maxStream))) // damaged data ends it early
	o.budget -= n + 1
	return o.unpacked.Bytes()
}

// cutObject takes one object out of an unpacked object stream: it begins with pairs of
// number and place.
func cutObject(unpacked []byte, entries dict, number string) []byte {
	first := entries.parseInteger("First")
	if first < 0 || first > int64(len(unpacked)) {
		return nil
	}
	fields := bytes.Fields(unpacked[:first])
	for i := 0; i+1 < len(fields); i += 2 {
		if string(fields[i]) != number {
			continue
		}
		at, err := strconv.ParseInt(string(fields[i+1]), 10, 64)
		if err != nil || at < 0 || first+at > int64(len(unpacked)) {
			return nil
		}
		return bytes.Clone(unpacked[first+at : min(first+at+maxObject, int64(len(unpacked)))])
	}
	return nil
}
