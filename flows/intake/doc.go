// Package intake looks at a file before it is sent: what it really is, whether
// it will do, and a small picture of it. It also lists folders and reads what a
// terminal makes of a dropped file.
//
// It promises:
//
//   - A file is opened once. Its type, its SHA-256, its preview and the bytes
//     that are sent later all come from that one descriptor, so nothing can be
//     put in its place between the look and the upload.
//   - No pixel is decoded before the header's claim about the size was checked,
//     and an Examiner decodes at most two pictures at a time.
//   - Opening never hangs, whatever the name stands for.
//   - Paths and names come out of this package only as flows.Foreign; an error,
//     a Ref or a File never prints one.
//   - Nothing is written, converted or sent.
package intake
