// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// tree makes a folder with text, binary and hidden files.
func tree(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range map[string]string{
		"README.md":    "# Title\n\nText.\n",
		"src/main.go":  "package main\n",
		"src/TEST.GO":  "package main\n\n",
		"src/program":  "\x7fELF\x00\x01",
		"Makefile":     "all:\n",
		".git/HEAD":    "ref\n",
		"src/.ignored": "x\n",
	} {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func execute(stdin string, arguments ...string) (code int, stdout, stderr string) {
	var out, errors bytes.Buffer
	code = run(arguments, strings.NewReader(stdin), &out, &errors)
	return code, out.String(), errors.String()
}

func TestVersion(t *testing.T) {
	code, out, _ := execute("", "--version")
	if code != 0 || out != "tally "+version+"\n" {
		t.Errorf("got %d, %q", code, out)
	}
}

func TestHelp(t *testing.T) {
	code, out, _ := execute("", "--help")
	if code != 0 || out != usage {
		t.Errorf("got %d, %q", code, out)
	}
}

func TestStandardInputAsTable(t *testing.T) {
	code, out, _ := execute("one two\nthree\n")
	want := "  files  lines  words  characters  bytes\n      1      2      3          14     14  -\n"
	if code != 0 || out != want {
		t.Errorf("got %d,\n%s\nwant\n%s", code, out, want)
	}
}

func TestFolderByExtensionAsJSON(t *testing.T) {
	code, out, problems := execute("", "--json", "--by-extension", tree(t))
	var got struct {
		Groups map[string]Count
		Total  Count
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]Count{
		".md": {1, 3, 3, 15, 15}, ".go": {2, 3, 4, 27, 27}, "(none)": {1, 1, 1, 5, 5},
	}
	if code != 0 || problems != "" || !reflect.DeepEqual(got.Groups, want) || got.Total != (Count{4, 7, 8, 47, 47}) {
		t.Errorf("got %d, %q, %+v", code, problems, got)
	}
}

func TestMissingAndBinaryFilesAreReportedAndTheRestIsCounted(t *testing.T) {
	root := tree(t)
	binary := filepath.Join(root, "src", "program")
	code, out, problems := execute("", filepath.Join(root, "missing"), binary, filepath.Join(root, "Makefile"))
	if code != 1 || strings.Count(problems, "\n") != 2 || !strings.Contains(problems, binary+" is not text") ||
		!strings.HasSuffix(out, "  "+filepath.Join(root, "Makefile")+"\n") {
		t.Errorf("got %d, %q, %q", code, out, problems)
	}
}

func TestUnknownOption(t *testing.T) {
	code, out, problems := execute("", "--colour")
	if code != 64 || out != "" || !strings.HasPrefix(problems, "tally: flag provided but not defined: -colour\n") {
		t.Errorf("got %d, %q, %q", code, out, problems)
	}
}
