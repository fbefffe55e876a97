package main

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"time"
)

// gcPercent lets the collector run when the heap has grown by a quarter: the states of
// large files are most of the memory, and they live to the end.
const gcPercent = 25

// writeUsed says what the report took: time, and the most memory at a time.
func (r *report) writeUsed(w io.Writer, begun time.Time) {
	lines := 0
	for _, in := range r.inputs {
		lines += in.lines
	}
	fmt.Fprintf(w, "%d lines, %d customers, products and others by name; %.1f s, %s\n", lines, len(r.customers.all)+len(r.products.all)+len(r.texts.all)-3, time.Since(begun).Seconds(), peakMemory())
}

// peakMemory is the most memory that the process had, as the system says, or what Go took
// of it where the system does not.
func peakMemory() string {
	if status, err := os.ReadFile("/proc/self/status"); err == nil {
		for line := range strings.Lines(string(status)) {
			if kilobytes, ok := strings.CutPrefix(line, "VmHWM:"); ok {
				return "peak memory " + strings.TrimSpace(kilobytes)
			}
		}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return fmt.Sprintf("memory taken %d kB", m.Sys/1024)
}
