package main

import (
	"context"
	"database/sql"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/nps"
)

// save stores the state of each segment of a day: a few bytes, from which any range of
// days is computed later without the answers.
func save(ctx context.Context, db *sql.DB, day string, all *bySegment) error {
	for segment, a := range all.All() {
		_, err := db.ExecContext(ctx, "INSERT INTO daily (day, segment, nps) VALUES ($1, $2, $3)", day, segment, kpi.Column[*nps.Accumulator]{V: a})
		if err != nil {
			return err
		}
	}
	return nil
}

// load merges the states of the days from one to before another.
func load(ctx context.Context, db *sql.DB, from, to string) (*bySegment, error) {
	rows, err := db.QueryContext(ctx, "SELECT segment, nps FROM daily WHERE day >= $1 AND day < $2", from, to)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all bySegment
	for rows.Next() {
		var segment string
		var state kpi.Column[*nps.Accumulator]
		if err := rows.Scan(&segment, &state); err != nil {
			return nil, err
		}
		if err := all.Update(segment, func(a *nps.Accumulator) error { return a.Merge(state.V) }); err != nil {
			return nil, err
		}
	}
	return &all, rows.Err()
}
