package main

import (
	"html"
	"regexp"
	"strings"
	"testing"

	"github.com/customerkpi/kpi/internal/laws"
)

// pageCell finds the figures of a page: each says at which place it stands.
var pageCell = regexp.MustCompile(`data-key="([^"]*)" data-segment="([^"]*)" data-period="([^"]*)">([^<]*)<`)

// Every figure on the page is that of the JSON, in both languages. Of each line with
// figures at least one is shown.
func TestFiguresOfThePageAreThoseOfTheJSON(t *testing.T) {
	if laws.Race {
		t.Skip("takes a minute")
	}
	for _, lang := range []string{"en", "fr"} {
		d, all := figures(t, "-lang", lang)
		page, _ := runs(t, "-lang", lang, "-format", "html")
		seen := make(map[string]bool)
		n := 0
		for _, m := range pageCell.FindAllStringSubmatch(page, -1) {
			n++
			at := place{html.UnescapeString(m[1]), html.UnescapeString(m[3]), html.UnescapeString(m[2])}
			r, ok := all[at]
			want := r.Text
			if r.Undefined != "" {
				want = "-"
			}
			if got := html.UnescapeString(m[4]); !ok || got != want {
				t.Errorf("%s, %v: %q on the page, %q in the JSON", lang, at, got, want)
			}
			seen[at.key] = true
		}
		if n < 1000 {
			t.Errorf("%s: %d figures on the page", lang, n)
		}
		for _, r := range d.Records {
			if r.Family != "input" && r.Value != "" && !seen[r.Key] {
				t.Errorf("%s: no %s on the page", lang, r.Key)
			}
		}
		for _, s := range d.Summary {
			if !strings.Contains(html.UnescapeString(page), s) {
				t.Errorf("%s: the page does not say %s", lang, s)
			}
		}
	}
}

// A page is one file: it fetches nothing, and needs no script. Names in files cannot
// add to its markup.
func TestPageStandsAlone(t *testing.T) {
	orders := write(t, "orders", "order,customer,time,price,segment\n1,a,2025-01-05,10,<script>alert(1)</script>\n2,b,2025-02-05,10,\"\"\"><img src=x>\"\n3,a,2025-03-05,10,x\n")
	for _, args := range [][]string{nil, {"-orders", orders}} {
		page, _ := runs(t, append(args, "-format", "html")...)
		for _, banned := range []string{"<script", "<img", "<link rel=\"style", "http://", "https://", "@import", "url("} {
			if strings.Contains(page, banned) {
				t.Errorf("%v: the page has %s", args, banned)
			}
		}
	}
}
