package main

import (
	"context"
	"database/sql"
	"fmt"
	"iter"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/nps"
)

// bySegment is the NPS by segment.
type bySegment = kpi.Groups[string, *nps.Accumulator]

// An answer is a row of the table answers.
type answer struct {
	segment string
	score   int
}

// answers returns the rows of a query as they come, with the error that ends them early:
// the loop over rows that one writes by hand mostly loses it.
func answers(rows *sql.Rows) iter.Seq2[answer, error] {
	return func(yield func(answer, error) bool) {
		for rows.Next() {
			var a answer
			if err := rows.Scan(&a.segment, &a.score); !yield(a, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(answer{}, err)
		}
	}
}

// taker lets kpi.AddRows feed groups.
type taker struct{ *bySegment }

func (t taker) Add(a answer) error {
	return t.Update(a.segment, func(n *nps.Accumulator) error { return n.Add(a.score) })
}

// scores computes the NPS by segment from the rows of a query, in one pass and without
// a list of them.
func scores(ctx context.Context, db *sql.DB, query string, args ...any) (*bySegment, error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all bySegment
	if n, err := kpi.AddRows(taker{&all}, answers(rows)); err != nil {
		return nil, fmt.Errorf("after %d answers: %w", n, err)
	}
	return &all, nil
}
