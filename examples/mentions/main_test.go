package main

import (
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/customerkpi/kpi/examples/internal/svg"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden file in testdata")

func defaults() options {
	return options{brand: "Alba", language: "en", bucket: 24 * time.Hour, falseAlarm: 0.002, zone: "UTC"}
}

// What the texts say is the analyser's to test: the golden file begins with the
// share of voice.
func TestTheShopsMentions(t *testing.T) {
	o := defaults()
	o.svg = filepath.Join(t.TempDir(), "volume.svg")
	var out strings.Builder
	if err := start(&out, o, nil); err != nil {
		t.Fatal(err)
	}
	text := out.String()
	_, rest, found := strings.Cut(text, "Share of voice")
	if !found || !strings.Contains(text, "Alba by source") || !strings.Contains(text, "\nall            4805 ") {
		t.Fatalf("%s", text)
	}
	const golden = "testdata/shop.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(rest), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), rest); diff != "" {
		t.Errorf("(-want +got; go test -update writes it):\n%s", diff)
	}
	for _, part := range []string{"polygon", "polyline", "circle"} { // the band, the line and the dot of one alarm
		if n, err := svg.Elements(o.svg, part); n != 1 || err != nil {
			t.Errorf("%d of %s, want 1: %v", n, part, err)
		}
	}
}

// With -lang fr every heading, source, emotion and number is French.
func TestHeadingsInFrench(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.csv")
	const lines = "time,source,audience,domain,text\n2026-01-05T10:00:00Z,x,30,,Ravi de la livraison rapide\n2026-01-06T10:00:00Z,news,50,a.example,Service horrible et je suis en colère\n"
	if err := os.WriteFile(path, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	o := defaults()
	o.language = "fr"
	var out strings.Builder
	if err := start(&out, o, []string{path}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"Alba par source", "mentions   positif    neutre   négatif", "\ntoutes ", "\npresse ", "50,0\u00a0%", "\nÉmotions\n", "\ncolère ", "(1 sur 2)", "\nPart de voix\n", "\nSujets\n", "\nlivraison ",
		"\nPortée\u00a0: 30 sur les réseaux sociaux, 50 hors réseaux sociaux", "\nAlertes sur ",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
}

func TestCSVAndJSONAreReadAlike(t *testing.T) {
	dir := t.TempDir()
	print := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		if err := start(&out, defaults(), []string{path}); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	csv := print("a.csv", "\ufefftime,source,brand,audience,domain,sentiment,emotion,other\r\n"+
		"2026-01-05T10:00:00Z,x,Alba,30,,positive,joy,1\r\n"+
		"2026-01-05T11:00:00Z,news,,500,lemonde.fr,negative,,2\r\n"+
		"2026-01-05T12:00:00Z,news,Boreal,500,lemonde.fr,negative,,2\r\n"+
		"2026-01-05T13:00:00Z,news,Alba,500,lemonde.fr,,,2\r\n")
	json := print("a.jsonl", `{"time":"2026-01-05T10:00:00Z","source":"x","brand":"Alba","audience":30,"sentiment":"positive","emotion":"joy"}`+"\n\n"+
		`{"time":"2026-01-05T11:00:00Z","source":"news","audience":500,"domain":"lemonde.fr","sentiment":"negative"}`+"\n"+
		`{"time":"2026-01-05T12:00:00Z","source":"news","brand":"Boreal","audience":500,"domain":"lemonde.fr","sentiment":"negative"}`+"\n"+
		`{"time":"2026-01-05T13:00:00Z","source":"news","brand":"Alba","audience":500,"domain":"lemonde.fr"}`+"\n")
	if diff := cmp.Diff(csv, json); diff != "" {
		t.Errorf("(-csv +json):\n%s", diff)
	}
	for _, line := range []string{
		"news              2      0.0%     50.0%     50.0%  -50.0\n", "joy        100.00% (1 of 1)\n", "Boreal            1   25.0%\n",
		"Reach: 30 on social media, 500 elsewhere", "Alarms in 1 buckets\n",
	} {
		if !strings.Contains(csv, line) {
			t.Errorf("no %q in\n%s", line, csv)
		}
	}
}

func TestWhatCannotBe(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*options)
		file   string
		want   string
	}{
		"language":    {change: func(o *options) { o.language = "de" }, want: `"de" is neither`},
		"zone":        {change: func(o *options) { o.zone = "Nowhere" }, want: "-zone"},
		"bucket":      {change: func(o *options) { o.bucket = 7 * time.Minute }, want: "bucket 7m0s"},
		"false alarm": {change: func(o *options) { o.falseAlarm = 2 }, want: "false alarm 2 outside"},
		"no file":     {file: "none.csv", want: "none.csv"},
		"no column":   {file: "time,text\n", want: `no column "source"`},
		"time":        {file: "time,source\n2026-01-05T10:00:00Z,x\nyesterday,x\n", want: "line 3: time"},
		"order":       {file: "time,source\n2026-01-05T10:00:00Z,x\n2026-01-04T10:00:00Z,x\n", want: "line 3: alarm: bucket"},
		"class":       {file: "time,source,sentiment\n2026-01-05T10:00:00Z,x,fine\n", want: "line 2: sentiment: class"},
	} {
		o := defaults()
		if tc.change != nil {
			tc.change(&o)
		}
		args := []string{}
		if tc.file != "" {
			args = append(args, filepath.Join(t.TempDir(), "none.csv"))
			if name != "no file" {
				if err := os.WriteFile(args[0], []byte(tc.file), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := start(io.Discard, o, args); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v, want %s", name, err, tc.want)
		}
	}
}
