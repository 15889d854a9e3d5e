package inbox

import (
	"testing"
)

// TestClients plays what each client asks for when one file is sent, as it was recorded,
// and compares what the wizard has in the end. The wizard's dossier is K7F2.
func TestClients(t *testing.T) {
	truncate, exclusive := Flags{Truncate: true}, Flags{Exclusive: true}
	for name, test := range map[string]struct {
		play func(w *world, c *Tree)
		want row
	}{
		"scp to a slot": {func(w *world, c *Tree) {
			w.isDir(c, "front")
			u := w.begin(c, "front/a.jpg", Flags{})
			w.write(u, "aaaE", 0)
			c.SetSize("front/a.jpg", 4)
			w.end(u, Whole)
		}, row{"a.jpg", "front", Complete, 4}},
		"scp to the root": {func(w *world, c *Tree) {
			w.isDir(c, ".")
			w.put(c, "./a.jpg", "aaaE", Flags{})
		}, row{"a.jpg", "", Complete, 4}},
		"scp to another name": {func(w *world, c *Tree) {
			w.isMissing(c, "passport.jpg")
			w.put(c, "passport.jpg", "aaaE", Flags{})
		}, row{"passport.jpg", "", Complete, 4}},
		"scp, workers in any order": {func(w *world, c *Tree) {
			u := w.begin(c, "front/a.jpg", Flags{})
			w.write(u, "E", 3)
			w.write(u, "a", 2)
			w.write(u, "aa", 0)
			w.end(u, Whole)
		}, row{"a.jpg", "front", Complete, 4}},
		"scp of two files to a name": {func(w *world, c *Tree) {
			w.isMissing(c, "pictures")
			if err := c.Mkdir("pictures"); err != nil {
				w.Error(err)
			}
			w.isDir(c, "pictures")
			w.put(c, "pictures/a.jpg", "aaaE", Flags{})
		}, row{"a.jpg", "", Complete, 4}},
		"scp of a folder to a slot": {func(w *world, c *Tree) {
			w.isDir(c, "front")
			if err := c.Mkdir("front/holiday"); err != nil {
				w.Error(err)
			}
			w.isDir(c, "front/holiday")
			w.put(c, "front/holiday/a.jpg", "aaaE", Flags{})
		}, row{"a.jpg", "front", Complete, 4}},
		"sftp put": {func(w *world, c *Tree) {
			w.isDir(c, "/")
			w.isDir(c, "/front")
			w.put(c, "/front/a.jpg", "aaaE", truncate)
		}, row{"a.jpg", "front", Complete, 4}},
		"sftp reput": {func(w *world, c *Tree) {
			u := w.begin(c, "front/a.jpg", truncate)
			w.write(u, "aa", 0)
			w.end(u, NoEndMark)
			w.isFile(c, "front/a.jpg", 2)
			u = w.begin(c, "front/a.jpg", Flags{})
			w.write(u, "aE", 2)
			w.end(u, Whole)
		}, row{"a.jpg", "front", Complete, 4}},
		"psftp reput asks for the size of what it opened": {func(w *world, c *Tree) {
			u := w.begin(c, "front/a.jpg", truncate)
			w.write(u, "aa", 0)
			u.Break()
			w.end(u, Disconnected)
			u = w.begin(c, "front/a.jpg", Flags{})
			w.isFile(c, "front/a.jpg", 2)
			w.write(u, "aE", 2)
			w.isFile(c, "front/a.jpg", 4)
			w.end(u, Whole)
		}, row{"a.jpg", "front", Complete, 4}},
		"FileZilla": {func(w *world, c *Tree) {
			w.listed(c, "/K7F2", "front", "back", "selfie", "bank-statement")
			w.listed(c, "/K7F2/front")
			w.put(c, "/K7F2/front/a.jpg", "aaaE", truncate)
			w.listed(c, "/K7F2/front", "a.jpg")
		}, row{"a.jpg", "front", Complete, 4}},
		"WinSCP, small": {func(w *world, c *Tree) {
			w.put(c, "/front/a.jpg", "old.E", exclusive)
			_, err := c.Create("/front/a.jpg", exclusive)
			w.refused(err, Exists)
			w.put(c, "/front/a.jpg", "aaaE", truncate)
			c.SetSize("/front/a.jpg", 1)
		}, row{"a.jpg", "front", Complete, 4}},
		"WinSCP, large": {func(w *world, c *Tree) {
			w.put(c, "/back/a.jpg", "old.E", exclusive)
			w.isMissing(c, "/back/a.jpg.filepart")
			w.put(c, "/back/a.jpg.filepart", "aaaE", truncate)
			w.check(c.Remove("/back/a.jpg"), c.Rename("/back/a.jpg.filepart", "/back/a.jpg"))
		}, row{"a.jpg", "back", Complete, 4}},
		"GNOME Files, new": {func(w *world, c *Tree) {
			w.isDir(c, "/rear")
			w.put(c, "/rear/a.jpg", "aaaE", exclusive)
			w.isFile(c, "/rear/a.jpg", 4)
		}, row{"a.jpg", "back", Complete, 4}},
		"GNOME Files, replace": {func(w *world, c *Tree) {
			w.put(c, "/front", "old.E", exclusive)
			_, err := c.Create("/front", exclusive)
			w.refused(err, Exists)
			w.put(c, "/.giosaveAB12CD", "aaaE", exclusive)
			w.check(c.Remove("/front"), c.Rename("/.giosaveAB12CD", "/front"))
		}, row{"front", "front", Complete, 4}},
		"KDE": {func(w *world, c *Tree) {
			w.isMissing(c, "/front.part")
			w.put(c, "/front.part", "aaaE", truncate)
			w.check(c.Rename("/front.part", "/front"))
			c.SetSize("/front", 4)
			if got := w.stat(c, "/front").Size; got != 4 {
				w.Errorf("its own file has %d bytes", got)
			}
		}, row{"front", "front", Complete, 4}},
		"lftp, attributes and close in one go": {func(w *world, c *Tree) {
			u := w.begin(c, "/selfie", truncate)
			w.write(u, "aaaE", 0)
			c.SetSize("/selfie", 4)
			w.end(u, Whole)
		}, row{"selfie", "selfie", Complete, 4}},
		"lftp with temporary names": {func(w *world, c *Tree) {
			w.put(c, "/.in.selfie.", "aaaE", truncate)
			w.check(c.Rename("/.in.selfie.", "/selfie"))
		}, row{"selfie", "selfie", Complete, 4}},
		"rclone": {func(w *world, c *Tree) {
			w.put(c, "front/a.jpg.1a2b3c4d.partial", "aaaE", truncate)
			w.check(c.Rename("front/a.jpg.1a2b3c4d.partial", "front/a.jpg"))
			c.SetSize("front/a.jpg", 4)
			w.isFile(c, "front/a.jpg", 4)
		}, row{"a.jpg", "front", Complete, 4}},
		"curl": {func(w *world, c *Tree) { w.put(c, "/K7F2/front", "aaaE", truncate) }, row{"front", "front", Complete, 4}},
		"curl -C -": {func(w *world, c *Tree) {
			u := w.begin(c, "/front", truncate)
			w.write(u, "aa", 0)
			u.Break()
			w.end(u, Disconnected)
			if got := w.stat(c, "/front").Size; got != 2 {
				w.Errorf("%d bytes to continue, want 2", got)
			}
			u = w.begin(c, "/front", Flags{})
			w.write(u, "aE", 2)
			w.end(u, Whole)
		}, row{"front", "front", Complete, 4}},
		"sshfs": {func(w *world, c *Tree) {
			u := w.begin(c, "/front/a.jpg", exclusive)
			w.isFile(c, "/front/a.jpg", 0)
			w.write(u, "aa", 0)
			w.isFile(c, "/front/a.jpg", 2)
			w.write(u, "aE", 2)
			w.end(u, Whole)
		}, row{"a.jpg", "front", Complete, 4}},
		"sshfs, touch first": {func(w *world, c *Tree) {
			w.end(w.begin(c, "/front/a.jpg", exclusive), IsEmpty)
			w.isFile(c, "/front/a.jpg", 0)
			w.put(c, "/front/a.jpg", "aaaE", truncate)
		}, row{"a.jpg", "front", Complete, 4}},
		"paramiko compares the size": {func(w *world, c *Tree) {
			w.put(c, "front", "aaaE", truncate)
			if got := w.stat(c, "front").Size; got != 4 {
				w.Errorf("its own file has %d bytes", got)
			}
		}, row{"front", "front", Complete, 4}},
		"two channels": {func(w *world, c *Tree) {
			u := w.begin(c, "/front/a.jpg", truncate)
			w.write(u, "aaaE", 0)
			w.isFile(w.tree("k7f2"), "/front/a.jpg", 4)
			w.end(u, Whole)
		}, row{"a.jpg", "front", Complete, 4}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			d := w.open("1x1")
			test.play(w, w.tree("K7F2"))
			w.wait(3 * removalDelay)
			w.shows(d.Arrivals(), test.want)
			if got := w.take(d, d.Arrivals()[0].ID); got != "aaaE" {
				t.Errorf("%d other bytes", len(got))
			}
		})
	}
}

func (w *world) check(errs ...error) {
	w.Helper()
	for i, err := range errs {
		if err != nil {
			w.Errorf("call %d: %v", i, err)
		}
	}
}
