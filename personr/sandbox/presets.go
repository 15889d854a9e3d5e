package sandbox

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// Preset returns a named action; ok is false for an unknown name.
func Preset(name string) (act Action, ok bool) {
	act, ok = presetActions()[name]
	return act, ok
}

// Presets returns the names that Preset knows, sorted.
func Presets() []string { return slices.Sorted(maps.Keys(presetActions())) }

func presetActions() map[string]Action {
	out := map[string]Action{
		"reset-before-body":       {Kind: KindReset, At: BeforeBody},
		"reset-before-last-byte":  {Kind: KindReset, At: BeforeLastByte},
		"reset-after-last-byte":   {Kind: KindReset},
		"close-before-body":       {Kind: KindClose, At: BeforeBody},
		"close-before-last-byte":  {Kind: KindClose, At: BeforeLastByte},
		"close-after-last-byte":   {Kind: KindClose},
		"unauthorized":            {Kind: KindStatus, Status: 401},
		"early-401":               {Kind: KindStatus, Status: 401, At: 1},
		"early-413":               {Kind: KindStatus, Status: 413, At: 1, Page: PageHTML},
		"early-401-reads-on":      {Kind: KindStatus, Status: 401, At: 1, Then: ThenRead},
		"bad-type":                {Kind: KindStatus, Status: 400},
		"forbidden":               {Kind: KindStatus, Status: 403},
		"challenge":               {Kind: KindStatus, Status: 403, Page: PageChallenge},
		"not-found":               {Kind: KindStatus, Status: 404},
		"request-timeout":         {Kind: KindStatus, Status: 408, Page: PageHTML},
		"conflict":                {Kind: KindStatus, Status: 409},
		"too-large":               {Kind: KindStatus, Status: 413, Page: PageHTML},
		"retry-after":             throttledAction("2"),
		"retry-after-long":        throttledAction("3600"),
		"retry-after-absurd":      throttledAction("99999999999999999999"),
		"retry-after-negative":    throttledAction("-5"),
		"throttled":               {Kind: KindStatus, Status: 429},
		"server-error":            {Kind: KindStatus, Status: 500},
		"html-200":                {Kind: KindStatus, Status: 200, Page: PageHTML},
		"empty-200":               {Kind: KindStatus, Status: 200, Page: PageEmpty},
		"cut-json":                {Kind: KindCut},
		"missing-errors":          {Kind: KindAnswer, Drop: []string{"errors"}},
		"unreadable":              {Kind: KindAnswer, Errors: quotedRemark(remarkNotReadable)},
		"unknown-error":           {Kind: KindAnswer, Errors: quotedRemark("somethingNobodyDocumented")},
		"error-objects":           {Kind: KindAnswer, Errors: remarkObject(remarkNotReadable)},
		"warning":                 {Kind: KindAnswer, Warnings: quotedRemark(remarkReadability)},
		"echo-other-applicant":    {Kind: KindAnswer, Echo: map[string]any{"applicantId": "9999999999999x999999999999999999"}},
		"echo-other-type":         {Kind: KindAnswer, Echo: map[string]any{"documentType": "OTHER"}},
		"echo-other-side":         {Kind: KindAnswer, Echo: map[string]any{"documentSubType": "OTHER_SIDE"}},
		"echo-other-country":      {Kind: KindAnswer, Echo: map[string]any{"country": "NZL"}},
		"redirect":                {Kind: KindRedirect, Location: "https://elsewhere.invalid/upload"},
		"slow-answer":             {Kind: KindDrip},
		"huge-answer":             {Kind: KindHuge},
		"huge-headers":            {Kind: KindHugeHeaders},
		"1xx-flood":               {Kind: KindFlood},
		"gzip":                    {Kind: KindGzip},
		"malformed-status-line":   {Kind: KindRaw, Body: "HTTP/1.1 two hundred\r\n\r\n"},
		"malformed-header":        {Kind: KindRaw, Body: "HTTP/1.1 200 OK\r\nno colon in here\r\n\r\n{}"},
		"not-http":                {Kind: KindRaw, Body: "SSH-2.0-something\r\n"},
		"cloudflare-521-no-marks": {Kind: KindStatus, Status: 521, Page: PageCloudflareAnonymous},
	}
	for status := range cloudflareTitles() {
		out[fmt.Sprintf("cloudflare-%d", status)] = Action{Kind: KindStatus, Status: status, Page: PageCloudflare}
	}
	return out
}

func throttledAction(after string) Action {
	return Action{Kind: KindStatus, Status: 429, Headers: map[string]string{"Retry-After": after}}
}

func quotedRemark(word string) []json.RawMessage { return []json.RawMessage{encodeJSON(word)} }

func remarkObject(code string) []json.RawMessage {
	return []json.RawMessage{encodeJSON(jsonObject{{"code", code}, {"message", "scripted"}})}
}
