package e2e

import (
	"context"
	"path/filepath"
	"testing"

	"dossier/tui/cli"
	"dossier/tui/demo"
	"dossier/tui/local"
	"dossier/tui/tuitest"
)

// countedKeys presses keys and counts them; a paste is one.
type countedKeys struct {
	*tuitest.Term
	pressed int
}

func (c *countedKeys) press(keys ...string) {
	for _, k := range keys {
		c.Type(k)
		c.pressed++
	}
}

// playDemo plays the demo in a window of 80×24 and without a hold.
func playDemo(t *testing.T, play func(c *countedKeys, pictures string)) {
	t.Helper()
	env := cli.Env{Getenv: func(string) string { return "" }, Operator: "maya", Home: t.TempDir(), Version: "test"}
	err := demo.Run(t.Context(), env, 0, func(ctx context.Context, s local.Settings) error {
		model, end := local.New(context.WithoutCancel(ctx), s, func(string) {})
		defer end()
		c := &countedKeys{Term: tuitest.Start(t, model, tuitest.Options{Width: 80, Height: 24})}
		play(c, s.StartFolder(s.ExtraDossiers[0].Key.Applicant))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// beginDemo goes from the start list to the first picture.
func beginDemo(c *countedKeys) {
	c.WaitFor("Unfinished", "39808060")
	c.press(tuitest.Down, tuitest.Enter)
	c.WaitFor("▸ Identity card")
	c.press(tuitest.Enter)
	c.WaitFor("Country of issue")
	c.press("a", "u", "s")
	c.WaitFor("▸ Australia")
	c.press(tuitest.Enter)
	c.WaitFor("● Files", "front.jpg")
}

// finishDemo starts the check once everything is accepted.
func finishDemo(c *countedKeys) {
	c.WaitFor("● Review", "Everything is accepted.")
	c.press(tuitest.Enter)
	c.WaitFor("▸ Not yet")
	c.press(tuitest.Down, tuitest.Enter)
	c.WaitFor("● Result")
}

func TestThreePastedFilesTakeFewKeys(t *testing.T) {
	playDemo(t, func(c *countedKeys, pictures string) {
		beginDemo(c)
		c.Paste("'" + filepath.Join(pictures, "selfie-2.jpg") + "' '" + filepath.Join(pictures, "front.jpg") + "' '" + filepath.Join(pictures, "back.jpg") + "' ")
		c.pressed++
		c.WaitFor("3 files for 3 pictures", "enter send")
		c.press(tuitest.Enter)
		finishDemo(c)
		if c.pressed > 14 {
			t.Errorf("%d keys, at most 14", c.pressed)
		}
		t.Logf("%d keys", c.pressed)
	})
}

func TestThreeFilesPickedWithArrowsTakeFewKeys(t *testing.T) {
	playDemo(t, func(c *countedKeys, _ string) {
		beginDemo(c)
		for _, pick := range []struct {
			name  string
			downs int
		}{{"front.jpg", 1}, {"back.jpg", 1}, {"selfie-2.jpg", 1}} {
			for range pick.downs {
				c.press(tuitest.Down)
			}
			c.WaitFor("▸ "+pick.name, "enter send")
			c.press(tuitest.Enter)
			c.WaitGone("▸ " + pick.name)
			if pick.name != "selfie-2.jpg" {
				c.WaitFor("No file is highlighted", ".jpg")
			}
		}
		finishDemo(c)
		if c.pressed > 18 {
			t.Errorf("%d keys, at most 18", c.pressed)
		}
		t.Logf("%d keys", c.pressed)
	})
}
