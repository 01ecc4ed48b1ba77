// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Tally is the count of each group of files.
type Tally map[string]*Count

// add puts count into the group.
func (t Tally) add(group string, count Count) {
	if t[group] == nil {
		t[group] = &Count{}
	}
	t[group].Add(count)
}

// group names the group of a path: its extension, or the path itself.
func group(path string, byExtension bool) string {
	if !byExtension {
		return path
	}
	if extension := strings.ToLower(filepath.Ext(path)); extension != "" {
		return extension
	}
	return "(none)"
}

// Walk counts the text files below each path, "-" being the standard input.
// In folders it leaves out binary files and what begins with a dot; links are
// not followed. It goes on after an error, and returns what could be counted
// together with the errors.
func Walk(paths []string, byExtension bool, stdin io.Reader) (Tally, []error) {
	tally := Tally{}
	var problems []error
	for _, root := range paths {
		if root == "-" {
			count, err := CountText(stdin)
			if err != nil {
				problems = append(problems, fmt.Errorf("standard input %w", err))
				continue
			}
			tally.add(group("-", byExtension), count)
			continue
		}
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err != nil {
				problems = append(problems, err)
				return nil
			}
			if path != root && strings.HasPrefix(entry.Name(), ".") {
				if entry.IsDir() {
					return filepath.SkipDir
				}
				return nil
			}
			if entry.IsDir() || (path != root && !entry.Type().IsRegular()) {
				return nil
			}
			count, err := countFile(path)
			switch {
			case errors.Is(err, errBinary) && path != root:
			case err != nil:
				problems = append(problems, err)
			default:
				tally.add(group(path, byExtension), count)
			}
			return nil
		})
		if err != nil {
			problems = append(problems, err)
		}
	}
	return tally, problems
}

func countFile(path string) (Count, error) {
	file, err := os.Open(path)
	if err != nil {
		return Count{}, err
	}
	defer file.Close()
	count, err := CountText(file)
	if errors.Is(err, errBinary) {
		return Count{}, fmt.Errorf("%s %w", path, err)
	}
	return count, err
}
