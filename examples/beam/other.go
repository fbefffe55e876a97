//go:build race || !(amd64 || arm64)

package main

import "fmt"

// To build Beam for another machine, or for the race detector, takes longer than all
// tests of the module, and tells nothing of the library.
func main() { fmt.Println("beam: built for amd64 and arm64 alone, without the race detector") }
