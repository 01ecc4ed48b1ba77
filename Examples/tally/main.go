// SPDX-License-Identifier: Apache-2.0

// Tally counts lines, words, characters and bytes of text files.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
)

// version is the program's version. A release build sets it by the linker.
var version = "0.0.0-dev"

const usage = `Usage: tally [options] [path ...]

Counts lines, words, characters and bytes of text files, and of those in
folders. Without a path, or with -, it reads the standard input.

Options:
  --by-extension  one row for each file name extension
  --json          write JSON
  --version       print the version and exit
  --help          print this and exit
`

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run is the whole program; it returns the exit code: 0, 1 if a path could
// not be counted, or 64 for arguments that cannot be used.
func run(arguments []string, stdin io.Reader, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("tally", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	byExtension := flags.Bool("by-extension", false, "")
	asJSON := flags.Bool("json", false, "")
	showVersion := flags.Bool("version", false, "")
	if err := flags.Parse(arguments); errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(stdout, usage)
		return 0
	} else if err != nil {
		fmt.Fprintf(stderr, "tally: %v\n\n%s", err, usage)
		return 64
	}
	if *showVersion {
		fmt.Fprintf(stdout, "tally %s\n", version)
		return 0
	}
	paths := flags.Args()
	if len(paths) == 0 {
		paths = []string{"-"}
	}
	tally, problems := Walk(paths, *byExtension, stdin)
	write := tally.WriteTable
	if *asJSON {
		write = tally.WriteJSON
	}
	if err := write(stdout); err != nil {
		problems = append(problems, err)
	}
	for _, problem := range problems {
		fmt.Fprintf(stderr, "tally: %v\n", problem)
	}
	if len(problems) > 0 {
		return 1
	}
	return 0
}
