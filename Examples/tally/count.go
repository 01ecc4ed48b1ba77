// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"io"
	"unicode"
	"unicode/utf8"
)

// Count is what a text holds.
type Count struct {
	Files      int   `json:"files"`
	Lines      int64 `json:"lines"`
	Words      int64 `json:"words"`
	Characters int64 `json:"characters"`
	Bytes      int64 `json:"bytes"`
}

// errBinary says that a file holds a NUL byte, so it is no text.
var errBinary = errors.New("is not text")

// Add adds other to c.
func (c *Count) Add(other Count) {
	c.Files += other.Files
	c.Lines += other.Lines
	c.Words += other.Words
	c.Characters += other.Characters
	c.Bytes += other.Bytes
}

// CountText reads text to its end and counts it as one file. A last line
// without a newline counts as a line, and an invalid byte as a character.
// The error is errBinary if there is a NUL byte, otherwise the reader's.
func CountText(text io.Reader) (Count, error) {
	count := Count{Files: 1}
	buffer := make([]byte, 64*1024)
	kept := 0
	inWord, inLine := false, false
	for {
		n, err := text.Read(buffer[kept:])
		if err != nil && err != io.EOF {
			return Count{}, err
		}
		count.Bytes += int64(n)
		rest := buffer[:kept+n]
		for len(rest) > 0 && (err == io.EOF || utf8.FullRune(rest)) {
			character, size := utf8.DecodeRune(rest)
			rest = rest[size:]
			if character == 0 {
				return Count{}, errBinary
			}
			count.Characters++
			if inLine = character != '\n'; !inLine {
				count.Lines++
			}
			if unicode.IsSpace(character) {
				inWord = false
			} else if !inWord {
				inWord = true
				count.Words++
			}
		}
		if err == io.EOF {
			if inLine {
				count.Lines++
			}
			return count, nil
		}
		kept = copy(buffer, rest)
	}
}
