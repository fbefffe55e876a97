package main

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/csat"
	"github.com/customerkpi/kpi/examples/internal/postgres"
	"github.com/customerkpi/kpi/nps"
	"github.com/customerkpi/kpi/retention"
)

// Both databases give the same figures from the same queries.
func TestPostgresSaysWhatSQLiteSays(t *testing.T) {
	url := postgres.Start(t)
	var lite, post strings.Builder
	if err := run(t.Context(), &lite, ""); err != nil {
		t.Fatal(err)
	}
	if err := run(t.Context(), &post, url); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(lite.String(), post.String()) || !strings.Contains(post.String(), "  web   -56.7 (13.3% promoters, 70.0% detractors of 30)\n") {
		t.Errorf("PostgreSQL\n%s\nSQLite\n%s", post.String(), lite.String())
	}
}

// random opens a database with n random answers; every 50th score is NULL.
func random(t testing.TB, n int) (*sql.DB, []row) {
	t.Helper()
	db, err := open("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec("CREATE TABLE answers (segment TEXT, customer TEXT, score INTEGER)"); err != nil {
		t.Fatal(err)
	}
	insert, err := tx.Prepare("INSERT INTO answers VALUES (?, ?, ?)")
	if err != nil {
		t.Fatal(err)
	}
	dice := rand.New(rand.NewPCG(1, 2))
	rows := make([]row, n)
	for i := range rows {
		rows[i] = row{[]string{"web", "store", "app"}[dice.IntN(3)], fmt.Sprint("c", dice.IntN(n/3+1)), 1 + dice.IntN(5)}
		score := any(rows[i].score)
		if i%50 == 0 {
			rows[i].score, score = none, nil
		}
		if _, err := insert.Exec(rows[i].segment, rows[i].customer, score); err != nil {
			t.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	return db, rows
}

type row struct {
	segment, customer string
	score             int
}

const none = -1

// The functions give the bytes and the figures of a pass of the library.
func TestFunctionsAreThoseOfTheLibrary(t *testing.T) {
	db, rows := random(t, 3000)
	for _, segment := range []string{"web", "store", "app", "nobody"} {
		var scores nps.Accumulator
		var satisfied csat.Accumulator
		var orders retention.Repurchase[string]
		for _, r := range rows {
			if r.segment != segment {
				continue
			}
			if err := orders.Add(r.customer); err != nil {
				t.Fatal(err)
			}
			if r.score == none {
				continue
			}
			if err := scores.Add(r.score); err != nil {
				t.Fatal(err)
			}
			if err := satisfied.Add(r.score); err != nil {
				t.Fatal(err)
			}
		}
		var state []byte
		var points, of, share, again sql.Null[float64]
		err := db.QueryRow("SELECT nps_state(score), nps(score), nps_of(nps_state(score)), csat(score), repurchase(customer) FROM answers WHERE segment = ?", segment).
			Scan(&state, &points, &of, &share, &again)
		if err != nil {
			t.Fatal(err)
		}
		want, err := scores.MarshalBinary()
		if err != nil || !bytes.Equal(state, want) {
			t.Errorf("%s: state %x, want %x (%v)", segment, state, want, err)
		}
		score, err := scores.Result().Score()
		same(t, segment+" nps", points, score.Float64(), err)
		same(t, segment+" nps_of", of, score.Float64(), err)
		csat, err := satisfied.Result().SatisfiedShare()
		same(t, segment+" csat", share, csat.Float64(), err)
		rate, err := orders.Result().Rate()
		same(t, segment+" repurchase", again, rate.Float64(), err)
	}
}

// same compares a figure with that of the library, whose error is NULL.
func same(t *testing.T, what string, got sql.Null[float64], want float64, err error) {
	t.Helper()
	if got.Valid != (err == nil) || got.Valid && got.V != want {
		t.Errorf("%s: %v, want %v (%v)", what, got, want, err)
	}
}

// States that are merged in SQL are the state of all rows.
func TestStatesMergeInSQL(t *testing.T) {
	db, _ := random(t, 3000)
	var merged, whole []byte
	err := db.QueryRow(`SELECT (SELECT nps_merge(state) FROM (SELECT nps_state(score) AS state FROM answers GROUP BY segment, customer)),
		(SELECT nps_state(score) FROM answers)`).Scan(&merged, &whole)
	if err != nil || !bytes.Equal(merged, whole) || len(whole) == 0 {
		t.Errorf("merged %x, whole %x, %v", merged, whole, err)
	}
}

// A window takes back the rows that leave its frame: each value is that of a fresh
// computation over the last 100 rows.
func TestFramesOfWindows(t *testing.T) {
	db, rows := random(t, 1000)
	got, err := db.Query("SELECT nps(score) OVER (ORDER BY rowid ROWS BETWEEN 99 PRECEDING AND CURRENT ROW) FROM answers ORDER BY rowid")
	if err != nil {
		t.Fatal(err)
	}
	defer got.Close()
	i := 0
	for ; got.Next(); i++ {
		var a nps.Accumulator
		for _, r := range rows[max(i-99, 0) : i+1] {
			if r.score != none {
				if err := a.Add(r.score); err != nil {
					t.Fatal(err)
				}
			}
		}
		var v sql.Null[float64]
		if err := got.Scan(&v); err != nil {
			t.Fatal(err)
		}
		score, err := a.Result().Score()
		same(t, fmt.Sprint("row ", i), v, score.Float64(), err)
	}
	if err := got.Err(); err != nil || i != len(rows) {
		t.Errorf("%d rows, %v", i, err)
	}
}

func TestBadRowsAreErrors(t *testing.T) {
	db, _ := random(t, 10)
	for query, want := range map[string]string{
		"SELECT nps(11)":          "nps: score 11 outside 0..10",
		"SELECT nps(-1)":          "sql: score -1 outside 0..15",
		"SELECT nps(1 << 40)":     "sql: score 1099511627776 outside 0..15",
		"SELECT nps('nine')":      "a score of type string",
		"SELECT csat(0)":          "csat: score 0 outside 1..5",
		"SELECT nps_of(x'00')":    "corrupt encoding",
		"SELECT nps_merge(x'00')": "corrupt encoding",
		"SELECT repurchase(1)":    "a customer of type int64",
		"SELECT repurchase(customer) OVER (ORDER BY rowid ROWS 1 PRECEDING) FROM answers": "irreversible",
	} {
		rows, err := db.Query(query)
		if err == nil {
			for rows.Next() {
			}
			err = rows.Err()
			_ = rows.Close()
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", query, err, want)
		}
	}
}

// The error that ends a query early comes back, and with it how far it got.
func TestTheErrorOfRowsIsNotLost(t *testing.T) {
	db, _ := random(t, 1000)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	// Rows without end, so that the query is there to be cancelled.
	rows, err := db.QueryContext(ctx, "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i+1 FROM n) SELECT 'web', i % 11 FROM n")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all bySegment
	n := 0
	_, err = kpi.AddRows(taker{&all}, func(yield func(answer, error) bool) {
		for a, err := range answers(rows) {
			if n++; n == 10 {
				cancel()
			}
			if !yield(a, err) {
				return
			}
		}
	})
	if err == nil || !strings.Contains(err.Error(), "context canceled") && !strings.Contains(err.Error(), "interrupted") {
		t.Errorf("the query was cancelled, and the error is %v", err)
	}
	// NULL is no score: the program says so instead of counting a zero.
	if _, err := scores(t.Context(), db, "SELECT segment, score FROM answers"); err == nil || !strings.Contains(err.Error(), "after 0 answers: input 0") {
		t.Errorf("NULL: %v", err)
	}
}

// A million rows by nps(score), and by what SQLite has itself.
func BenchmarkAggregate(b *testing.B) {
	n := 1_000_000
	if testing.Short() {
		n = 1000
	}
	db, rows := random(b, n)
	counted := len(slices.DeleteFunc(rows, func(r row) bool { return r.score == none }))
	for name, query := range map[string]string{
		"nps":        "SELECT nps(score), count(score) FROM answers",
		"SUM(CASE)":  "SELECT 100.0 * SUM(CASE WHEN score >= 9 THEN 1 WHEN score <= 6 THEN -1 ELSE 0 END) / COUNT(score), count(score) FROM answers",
		"by segment": "SELECT max(p), sum(c) FROM (SELECT nps(score) AS p, count(score) AS c FROM answers GROUP BY segment)",
		"by segment, SUM(CASE)": `SELECT max(p), sum(c) FROM (SELECT 100.0 * SUM(CASE WHEN score >= 9 THEN 1 WHEN score <= 6 THEN -1 ELSE 0 END) / COUNT(score) AS p,
			count(score) AS c FROM answers GROUP BY segment)`,
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				var score float64
				var answers int
				if err := db.QueryRow(query).Scan(&score, &answers); err != nil || answers != counted {
					b.Fatal(answers, err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/row")
		})
	}
}
