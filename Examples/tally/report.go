// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"sort"
	"text/tabwriter"
)

// groups lists the tally's groups, those with the most lines first.
func (t Tally) groups() []string {
	names := make([]string, 0, len(t))
	for name := range t {
		names = append(names, name)
	}
	sort.Slice(names, func(i, j int) bool {
		if t[names[i]].Lines != t[names[j]].Lines {
			return t[names[i]].Lines > t[names[j]].Lines
		}
		return names[i] < names[j]
	})
	return names
}

// total is the sum of all groups.
func (t Tally) total() Count {
	var sum Count
	for _, count := range t {
		sum.Add(*count)
	}
	return sum
}

// WriteTable writes the tally as a table with its total.
func (t Tally) WriteTable(out io.Writer) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "files\tlines\twords\tcharacters\tbytes\t")
	row := func(name string, c Count) {
		fmt.Fprintf(table, "%d\t%d\t%d\t%d\t%d\t  %s\n", c.Files, c.Lines, c.Words, c.Characters, c.Bytes, name)
	}
	for _, name := range t.groups() {
		row(name, *t[name])
	}
	if len(t) != 1 {
		row("total", t.total())
	}
	return table.Flush()
}

// WriteJSON writes the tally as a JSON object with its total.
func (t Tally) WriteJSON(out io.Writer) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(struct {
		Groups Tally `json:"groups"`
		Total  Count `json:"total"`
	}{t, t.total()})
}
