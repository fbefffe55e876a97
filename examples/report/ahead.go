package main

import (
	"iter"

	"github.com/customerkpi/kpi/examples/internal/rows"
)

// A parsed line is a row, or what is wrong with it, and where it begins.
type parsed[T any] struct {
	row  T
	err  error
	line int
}

const (
	aheadLines   = 512 // of a block
	aheadBlocks  = 4   // that wait
	blocksInTurn = aheadBlocks + 2
)

// ahead reads the lines of a file on a goroutine of its own, so that one core reads while another
// adds. The lines come in order. Where the loop ends early, the goroutine does at its next
// line: to wait for it would be to wait for a pipe that nobody writes to.
func ahead[T any](lines *rows.Reader[T]) iter.Seq[*parsed[T]] {
	return func(yield func(*parsed[T]) bool) {
		blocks, free, stop := make(chan []parsed[T], aheadBlocks), make(chan []parsed[T], blocksInTurn), make(chan struct{})
		for range blocksInTurn {
			free <- make([]parsed[T], 0, aheadLines)
		}
		defer close(stop)
		go parse(lines, blocks, free, stop)
		for block := range blocks {
			for i := range block {
				if !yield(&block[i]) {
					return
				}
			}
			free <- block[:0] // there is room for all
		}
	}
}

// parse fills free blocks, until the lines end or nobody wants them.
func parse[T any](lines *rows.Reader[T], blocks chan<- []parsed[T], free <-chan []parsed[T], stop <-chan struct{}) {
	defer close(blocks)
	block := <-free
	send := func() bool {
		select {
		case blocks <- block:
			return true
		case <-stop:
			return false
		}
	}
	for row, err := range lines.All() {
		block = append(block, parsed[T]{row, err, lines.Line()})
		if len(block) < aheadLines {
			continue
		}
		if !send() {
			return
		}
		select {
		case block = <-free:
		case <-stop:
			return
		}
	}
	send()
}
