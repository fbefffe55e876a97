package keyed

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/customerkpi/kpi/internal/wire"
)

func appendCount(n *uint64, b []byte) []byte { return wire.AppendUint(b, *n) }

func readCount(n *uint64, r *wire.Reader) { *n = r.Uint() }

// read reads a table of counts that has to be all of data.
func read[K Key](data []byte) (Table[K, uint64], error) {
	r := wire.Open("keyed", "", data)
	t := ReadTable[K](r, readCount)
	return t, r.Close()
}

// content returns what the table holds, by ascending key, and fails if its
// other views differ.
func content[K Key](t *rapid.T, table *Table[K, uint64]) map[K]uint64 {
	m := map[K]uint64{}
	var keys []K
	for k, n := range table.Sorted() {
		m[k] = *n
		keys = append(keys, k)
	}
	if len(m) != table.Len() || !slices.IsSorted(keys) {
		t.Fatalf("Sorted gives %v of %d keys", keys, table.Len())
	}
	all := map[K]uint64{}
	for k, n := range table.All() {
		all[k] = *n
	}
	if diff := cmp.Diff(m, all); diff != "" {
		t.Fatalf("Sorted and All differ: %s", diff)
	}
	return m
}

// split splits a table that has a key.
func split[K Key, S any](t *Table[K, S]) {
	if t.Len() > 0 && t.large == nil {
		t.split()
	}
}

// checkTable runs a table of counts against a map.
func checkTable[K Key](t *testing.T, key *rapid.Generator[K]) {
	rapid.Check(t, func(t *rapid.T) {
		var table Table[K, uint64]
		model := map[K]uint64{}
		t.Repeat(map[string]func(*rapid.T){
			"At": func(t *rapid.T) {
				k := key.Draw(t, "k")
				*table.At(k) += 3
				model[k] += 3
			},
			"Get": func(t *rapid.T) {
				k := key.Draw(t, "k")
				want, in := model[k]
				if got, ok := table.Get(k); got != want || ok != in {
					t.Errorf("Get(%v) = %d, %v, want %d, %v", k, got, ok, want, in)
				}
			},
			"Each": func(t *rapid.T) {
				keys := rapid.SliceOf(key).Draw(t, "keys")
				rows := map[K][]int{}
				Each(&table, keys, places(0, len(keys)), func(n *uint64, i int) {
					*n = *n*31 + uint64(i) // depends on the order of a key's rows
					rows[keys[i]] = append(rows[keys[i]], i)
				})
				want := map[K][]int{}
				for i, k := range keys {
					model[k] = model[k]*31 + uint64(i)
					want[k] = append(want[k], i)
				}
				if diff := cmp.Diff(want, rows); diff != "" {
					t.Error(diff)
				}
			},
			// What a long column does, in two parts and with queues of a few rows.
			"Each by shard": func(t *rapid.T) {
				keys := rapid.SliceOf(key).Draw(t, "keys")
				if len(keys) == 0 {
					return
				}
				table.At(keys[0])
				split(&table)
				last := map[K]int{}
				q := queueOf[K](rapid.IntRange(1, 4).Draw(t, "size"), func(n *uint64, i int) {
					if before, ok := last[keys[i]]; ok && before >= i {
						t.Errorf("row %d of %v after row %d", i, keys[i], before)
					}
					last[keys[i]] = i
					*n = *n*31 + uint64(i)
				})
				part := rapid.IntRange(0, len(keys)).Draw(t, "part")
				q.putAll(&table, keys[:part], places(0, part))
				q.putAll(&table, keys[part:], places(part, len(keys)))
				model[keys[0]] += 0
				for i, k := range keys {
					model[k] = model[k]*31 + uint64(i)
				}
			},
			"split": func(t *rapid.T) { split(&table) },
			"Merge": func(t *rapid.T) {
				other := table.Clone(nil)
				for _, k := range rapid.SliceOf(key).Draw(t, "keys") {
					*other.At(k) += 5
					model[k] += 5
				}
				for k, n := range other.All() {
					*table.At(k) = *n
				}
			},
			"Clone": func(t *rapid.T) {
				c := table.Clone(nil)
				*c.At(key.Draw(t, "k")) += 7
				for _, n := range c.All() {
					*n++
				}
			},
			"encode": func(t *rapid.T) {
				b := AppendTable(nil, &table, appendCount)
				back, err := read[K](b)
				if err != nil {
					t.Fatalf("%x: %v", b, err)
				}
				table = back
			},
			"": func(t *rapid.T) {
				if diff := cmp.Diff(model, content(t, &table)); diff != "" {
					t.Fatal(diff)
				}
			},
		})
	})
}

func TestTableIsAMapOfStates(t *testing.T) {
	t.Run("int", func(t *testing.T) { checkTable(t, rapid.OneOf(rapid.IntRange(-9, 9), rapid.Int())) })
	t.Run("named int", func(t *testing.T) { checkTable(t, rapid.Map(rapid.Int8(), func(i int8) channel { return channel(i) })) })
	t.Run("uint64", func(t *testing.T) { checkTable(t, rapid.Uint64()) })
	t.Run("uint8", func(t *testing.T) { checkTable(t, rapid.Uint8()) })
	t.Run("string", func(t *testing.T) { checkTable(t, rapid.OneOf(rapid.StringMatching("[ab]{0,3}"), rapid.String())) })
}

func TestEmptyTableHoldsNothing(t *testing.T) {
	var table Table[string, int]
	if _, ok := table.Get(""); ok || table.Len() != 0 {
		t.Error("has the empty key")
	}
	for k := range table.All() {
		t.Errorf("All gives %q", k)
	}
	for k := range table.Sorted() {
		t.Errorf("Sorted gives %q", k)
	}
	c := table.Clone(nil)
	*c.At("a")++
	Each(&table, nil, nil, func(*int, int) { t.Error("a row") })
	if table.Len() != 0 || c.Len() != 1 {
		t.Error("Clone shares the table")
	}
}

func TestLoopsStopEarly(t *testing.T) {
	var table Table[int, int]
	for _, k := range []int{3, 1, 2} {
		table.At(k)
	}
	for range 2 { // with one shard, and with many
		loops := 0
		for range table.All() {
			loops++
			break
		}
		for k := range table.Sorted() {
			if loops++; k != 1 {
				t.Errorf("first key %d", k)
			}
			break
		}
		if loops != 2 {
			t.Errorf("%d loops", loops)
		}
		table.split()
	}
}

func TestCloneCopiesStates(t *testing.T) {
	var table Table[int, []int]
	*table.At(1) = []int{10}
	c := table.Clone(slices.Clone[[]int])
	(*c.At(1))[0] = 11
	if got, _ := table.Get(1); got[0] != 10 {
		t.Errorf("the table has %v", got)
	}
}

func TestSetIsATableWithoutStates(t *testing.T) {
	var s Set[string]
	for _, k := range []string{"b", "a", "b"} {
		s.At(k)
	}
	_, in := s.Get("a")
	_, out := s.Get("c")
	if s.Len() != 2 || !in || out {
		t.Errorf("%d keys, %v, %v", s.Len(), in, out)
	}
	b := AppendTable(nil, &s, nil)
	if want := "\x02\x01a\x01b"; string(b) != want {
		t.Errorf("encoding %q, want %q", b, want)
	}
	r := wire.Open("keyed", "", b)
	back := ReadTable[string, struct{}](r, nil)
	keys := maps.Collect(back.Sorted())
	if err := r.Close(); err != nil || len(keys) != 2 {
		t.Errorf("%v, %v", keys, err)
	}
}

// A snapshot has the keys and states of its table, whatever is added to that later.
func TestSnapshot(t *testing.T) {
	for _, n := range []int{0, 1, 1000, 3 * unsplit} {
		var table Table[int, []int]
		for k := range n {
			*table.At(k) = []int{k, 1}
		}
		s := table.Snapshot(slices.Clone[[]int])
		for k := range n {
			(*table.At(k))[1] = 2
			table.At(n + k)
		}
		if s.Len() != n {
			t.Errorf("%d keys: %d in the snapshot", n, s.Len())
		}
		seen := 0
		for k, state := range s.All() {
			if got, ok := s.Get(k); !ok || !slices.Equal(got, []int{k, 1}) || !slices.Equal(*state, got) {
				t.Fatalf("%d keys: key %d has %v and %v", n, k, got, *state)
			}
			seen++
		}
		if _, ok := s.Get(n); ok || seen != n {
			t.Errorf("%d keys: %d seen, and one that was added later: %v", n, seen, ok)
		}
	}
}
