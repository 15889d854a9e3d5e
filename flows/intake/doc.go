// Package intake checks a file before it is sent: what it really is, whether the
// service accepts it, and a preview of it. It also lists folders and reads what a
// terminal sends when a file is dropped on it.
//
// It promises:
//
//   - A file is opened once. Its type, its SHA-256, its preview and the bytes
//     that are sent later all come from that one descriptor, so nothing can be
//     put in its place between the check and the upload.
//   - No pixel is decoded before the header's claim about the size was checked,
//     and an Examiner decodes at most two pictures at a time.
//   - Opening never hangs, not even on a pipe or a device.
//   - Paths and names leave this package only as foreign.Text; an error,
//     a Ref or a File never prints one.
//
// It refuses to follow a link as the last element of a path, to open anything but a
// regular file, and to write, convert or send anything.
package intake
