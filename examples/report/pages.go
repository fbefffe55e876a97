package main

// pages are a list that grows without being copied, so that its memory is never twice
// that of what it holds.
type pages[T any] struct {
	pages [][]T
	n     int
}

const (
	pageBits = 12
	pageSize = 1 << pageBits
)

// at returns an element. The pointer is valid for good.
func (p *pages[T]) at(i uint32) *T { return &p.pages[i>>pageBits][i&(pageSize-1)] }

// add appends an element, and returns its number.
func (p *pages[T]) add(v T) uint32 {
	if p.n%pageSize == 0 {
		p.pages = append(p.pages, make([]T, pageSize))
	}
	i := uint32(p.n)
	p.n++
	*p.at(i) = v
	return i
}

// all returns the elements from the first on.
func (p *pages[T]) all(yield func(uint32, *T) bool) {
	for i := range uint32(p.n) {
		if !yield(i, p.at(i)) {
			return
		}
	}
}
