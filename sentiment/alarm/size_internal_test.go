package alarm

import (
	"testing"
	"unsafe"
)

// The state is bounded: what the page says.
func TestTheSizeOfADetector(t *testing.T) {
	d, err := NewDetector(Config{Bucket: 5 * 60e9})
	if err != nil {
		t.Fatal(err)
	}
	size := unsafe.Sizeof(*d) + uintptr(len(d.scans())*blocksMost*8) +
		unsafe.Sizeof(count{})*(dayHours+15) + unsafe.Sizeof(lesson{})*mostLessons + unsafe.Sizeof(span{})*mostSpans
	t.Logf("%d bytes", size)
	if size > 20_000 {
		t.Errorf("%d bytes, want at most 20,000", size)
	}
}
