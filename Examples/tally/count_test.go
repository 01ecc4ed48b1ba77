// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func TestCountText(t *testing.T) {
	tests := []struct {
		name, text string
		want       Count
	}{
		{"nothing", "", Count{Files: 1}},
		{"one line", "one two\n", Count{1, 1, 2, 8, 8}},
		{"no newline at the end", "one\ntwo", Count{1, 2, 2, 7, 7}},
		{"empty lines", "\n\n\n", Count{1, 3, 0, 3, 3}},
		{"several bytes a character", "Grüße, 世界\n", Count{1, 1, 2, 10, 16}},
		{"no-break space parts words", "a\u00a0b", Count{1, 1, 2, 3, 4}},
		{"invalid UTF-8", "a\xffb\xe4\xb8", Count{1, 1, 1, 5, 5}},
		{"larger than the buffer", strings.Repeat("äöü ", 100_000), Count{1, 1, 100_000, 400_000, 700_000}},
	}
	for _, test := range tests {
		readers := map[string]io.Reader{
			"whole":       strings.NewReader(test.text),
			"byte a time": iotest.OneByteReader(strings.NewReader(test.text)),
			"early EOF":   iotest.DataErrReader(strings.NewReader(test.text)),
		}
		for how, reader := range readers {
			got, err := CountText(reader)
			if err != nil || got != test.want {
				t.Errorf("%s, %s: got %+v, %v; want %+v", test.name, how, got, err, test.want)
			}
		}
	}
}

func TestCountTextRefusesBinary(t *testing.T) {
	if _, err := CountText(strings.NewReader("\x7fELF\x00")); !errors.Is(err, errBinary) {
		t.Errorf("got %v, want %v", err, errBinary)
	}
}

func TestCountTextReturnsTheReadersError(t *testing.T) {
	if _, err := CountText(iotest.ErrReader(io.ErrUnexpectedEOF)); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("got %v, want %v", err, io.ErrUnexpectedEOF)
	}
}
