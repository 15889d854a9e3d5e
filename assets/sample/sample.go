// Package sample draws pictures for the demo and the tests: cards, faces and a bill of
// nobody. Every byte is made by this program when it is asked for; nothing is kept.
package sample

import (
	"bytes"
	"encoding/binary"
	"sync"
)

// File is a sample picture. It shows nobody: the person and
// the documents are drawn by this program.
type File struct {
	Name  string // a file name
	Bytes []byte
	Media string // "image/jpeg"
}

// Draw draws all samples. They are the same bytes each time. Nothing is
// drawn before it is asked for, nor kept.
func Draw() []File {
	front, back := sync.OnceValue(drawCardFront), sync.OnceValue(drawCardBack)
	const jpg = "image/jpeg"
	recipes := []struct {
		name, media string
		draw        func() []byte
	}{
		{"front.jpg", jpg, func() []byte { return front().encodeJPEG(90) }},
		{"back.jpg", jpg, func() []byte { return back().encodeJPEG(90) }},
		// The back, out of focus: nothing on it can be read.
		{"back-blur.jpg", jpg, func() []byte { return back().blurredBy(32).encodeJPEG(100) }},
		// The front under the name of a back, as other bytes: one side twice.
		{"back-wrong.jpg", jpg, func() []byte { return front().encodeJPEG(86) }},
		// A dim room: good enough to be taken, with a warning.
		{"selfie.jpg", jpg, func() []byte { return drawSelfie(0.32).encodeJPEG(92) }},
		{"selfie-2.jpg", jpg, func() []byte { return drawSelfie(1).encodeJPEG(92) }},
		{"bill.pdf", "application/pdf", billPDF},
		// What a telephone makes of a picture and the service does not take.
		{"holiday.heic", "image/heic", heicHeader},
	}
	drawn := make([]File, len(recipes))
	var work sync.WaitGroup
	for i, r := range recipes {
		work.Go(func() { drawn[i] = File{r.name, r.draw(), r.media} })
	}
	work.Wait()
	return drawn
}

// heicHeader is the head of an HEIC file and no picture: enough to be recognised by
// its "ftyp" box (ISO/IEC 14496-12) and refused.
func heicHeader() []byte {
	var b bytes.Buffer
	atom := func(kind string, content []byte) {
		_ = binary.Write(&b, binary.BigEndian, uint32(8+len(content))) // a buffer does not fail
		b.WriteString(kind)
		b.Write(content)
	}
	atom("ftyp", []byte("heic\x00\x00\x00\x00mif1heic"))
	atom("free", make([]byte, 4096))
	return b.Bytes()
}
