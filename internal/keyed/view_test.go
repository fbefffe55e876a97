package keyed

import (
	"fmt"
	"slices"
	"sync"
	"testing"
)

// list is a state behind a pointer: its rows, in their order.
type list struct{ rows *[]int }

func (l list) Clone() list {
	rows := slices.Clone(*l.rows)
	return list{&rows}
}

type row int

func (r row) AddTo(l *list) {
	if l.rows == nil {
		l.rows = new([]int)
	}
	*l.rows = append(*l.rows, int(r))
}

// Any number of readers at once see the rows that wait, new keys among them, and
// none of them changes what the table, the queue or a state holds.
func TestReadersOfAStreamShareIt(t *testing.T) {
	keys := column(2*unsplit, 2*unsplit)
	t.Run("integers", func(t *testing.T) { checkReaders(t, keys) })
	t.Run("texts", func(t *testing.T) { checkReaders(t, named(keys)) })
}

func checkReaders[K Key](t *testing.T, keys []K) {
	var s Stream[K, list, row]
	want := map[K][]int{}
	for i, k := range keys {
		s.Add(k, row(i))
		want[k] = append(want[k], i)
		if i != len(keys)-10 {
			continue
		}
		if table := &s.state.table; !s.state.queue.Waits() || table.Len() == len(want) {
			t.Fatalf("%d rows: of %d keys %d wait", i+1, len(want), len(want)-table.Len())
		}
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(func() {
				v := s.View()
				if err := compare(v, want); err != nil {
					t.Errorf("%d rows: view: %v", i+1, err)
				}
				c := s.Clone()
				if err := compare(c.View(), want); err != nil {
					t.Errorf("%d rows: clone: %v", i+1, err)
				}
				row(0).AddTo(c.Flush().At(k))
				if err := compare(v, want); err != nil {
					t.Errorf("%d rows: view once more: %v", i+1, err)
				}
			})
		}
		wg.Wait()
	}
	if err := compare[K](s.Flush(), want); err != nil {
		t.Errorf("flushed: %v", err)
	}
	if s.View() != View[K, list](s.Flush()) {
		t.Error("the view of a table without waiting rows is another")
	}
}

// compare reads all of a view, in both ways.
func compare[K Key](v View[K, list], want map[K][]int) error {
	if v.Len() != len(want) {
		return fmt.Errorf("%d keys, want %d", v.Len(), len(want))
	}
	n := 0
	for k, l := range v.All() {
		if n++; !slices.Equal(*l.rows, want[k]) {
			return fmt.Errorf("key %v: rows %v, want %v", k, *l.rows, want[k])
		}
	}
	sorted := make([]K, 0, n)
	for k := range v.Sorted() {
		sorted = append(sorted, k)
	}
	if n != len(want) || len(sorted) != n || !slices.IsSorted(sorted) {
		return fmt.Errorf("%d keys of %d, in order %d", n, len(want), len(sorted))
	}
	for range v.All() {
		break
	}
	return nil
}

// Readers of an empty stream write nothing either.
func TestReadersOfAnEmptyStreamShareIt(t *testing.T) {
	var s Stream[int, list, row]
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			c := s.Clone()
			if n := s.View().Len() + c.View().Len(); n != 0 || !s.IsEmpty() {
				t.Errorf("%d keys", n)
			}
		})
	}
	wg.Wait()
}
