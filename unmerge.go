package kpi

import "fmt"

// unmerge takes the state of b out of a, by the method of accumulators that are sums.
func unmerge[A Accumulator[A]](a, b A) error {
	if u, ok := any(a).(interface{ Unmerge(A) error }); ok {
		return u.Unmerge(b)
	}
	return fmt.Errorf("kpi: %w: %T has no Unmerge", ErrIrreversible, a)
}

// Unmerge takes the accumulators of o back, key by key, as if they had never been added or
// merged, and drops the keys that become empty. Accumulators without a method Unmerge of
// their own, and those that refuse, are its errors: [ErrIrreversible] and [ErrRange]. Then
// nothing is taken back.
func (g *Groups[K, A]) Unmerge(o *Groups[K, A]) error {
	switch {
	case o == nil || o.isZero():
		return nil
	case !g.sameConfig(o):
		return g.differ(o)
	case g == o:
		o = o.Clone()
	}
	for key, a := range o.m { // as in Merge, on clones first
		mine, ok := g.m[key]
		if !ok {
			mine = g.empty
		}
		if err := unmerge(mine.Clone(), a); err != nil {
			return fmt.Errorf("kpi: group %v: %w", key, err)
		}
	}
	for key, a := range o.m {
		mine, ok := g.m[key]
		if !ok { // then a is empty
			continue
		}
		if err := unmerge(mine, a); err != nil {
			return fmt.Errorf("kpi: group %v: %w", key, err)
		}
		if g.isEmpty(mine) {
			delete(g.m, key)
		}
	}
	return nil
}
