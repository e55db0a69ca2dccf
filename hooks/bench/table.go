package main

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime"
)

// result is one line of the table.
type result struct {
	Key       string  `json:"key"`
	Name      string  `json:"name"`
	Rounds    int     `json:"rounds"` // windows measured; figures are their medians
	Times     int     `json:"times"`  // runs in a window
	WallMS    float64 `json:"wallMs"`
	CPUMS     float64 `json:"cpuMs"` // of the server; of the work itself for the floor
	Down      int64   `json:"bytesDown"`
	Up        int64   `json:"bytesUp"`
	Requests  float64 `json:"requests"`
	PeakRSSMB float64 `json:"peakRssMb"`
	Note      string  `json:"note,omitempty"`
}

// verdict is a figure beside its bar.
type verdict struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
	Bar   float64 `json:"bar"`
	Unit  string  `json:"unit"`
	Met   bool    `json:"met"`
}

type table struct {
	results  []result
	verdicts []verdict
}

func (t *table) head() {
	fmt.Printf("\n%-44s %7s %9s %9s %11s %9s %5s %7s\n", "", "runs", "wall ms", "CPU ms", "bytes down", "bytes up", "req", "RSS MB")
}

func (t *table) add(r result) {
	t.results = append(t.results, r)
	fmt.Printf("%-44s %7s %9.1f %9.2f %11d %9d %5.4g %7.0f  %s\n", r.Name, fmt.Sprint(r.Rounds, "x", r.Times), r.WallMS, r.CPUMS, r.Down, r.Up, r.Requests, r.PeakRSSMB, r.Note)
}

func (t *table) find(key string) *result {
	for i := range t.results {
		if t.results[i].Key == key {
			return &t.results[i]
		}
	}
	return nil
}

// bars are what the figures are held against: a figure of one line, or its ratio to another line of the same run.
var bars = []struct {
	name, key string
	of        func(*result) float64
	over      string // "" for the figure itself
	bar       float64
	unit      string
}{
	{"first pull (zstd): CPU / floor", "first.zstd", cpuOf, "floor.zstd", 1.5, "x"},
	{"first pull (gzip): CPU / floor", "first.gzip", cpuOf, "floor.gzip", 1.5, "x"},
	{"first pull (zstd): CPU / PocketBase", "first.zstd", cpuOf, "peer.pocketbase.first", 0.25, "x"},
	{"first pull (zstd): bytes down", "first.zstd", downOf, "", 5_000_000, "bytes"},
	{"first pull (zstd): requests", "first.zstd", func(r *result) float64 { return r.Requests }, "", 1, ""},
	{"empty pull: bytes down", "empty", downOf, "", 400, "bytes"},
	{"empty pull: CPU", "empty", cpuOf, "", 1, "ms"},
	{"empty pull of an engineer: CPU", "empty.engineer", cpuOf, "", 1, "ms"},
	{"pull after 100 changed: bytes down", "delta", downOf, "", 60_000, "bytes"},
	{"pull after 100 changed: CPU", "delta", cpuOf, "", 5, "ms"},
	{"push of 1,000: bytes up", "push", func(r *result) float64 { return float64(r.Up) }, "", 20_000, "bytes"},
	{"push of 1,000: CPU / raw updates", "push", cpuOf, "floor.updates", 8, "x"},
	{"push of 1,000: CPU / PocketBase batch", "push", cpuOf, "peer.pocketbase.push", 1.0 / 3, "x"},
	{"re-assignment with 50 children, both pulls: CPU", "reassign", cpuOf, "", 20, "ms"},
	{"herd of 200: failures", "herd.failures", func(r *result) float64 { return r.Requests }, "", 0, ""},
	{"herd of 200: peak RSS", "herd", func(r *result) float64 { return r.PeakRSSMB }, "", 300, "MB"},
	{"pull after 100 changed: 100k / 10k records", "growth.delta.100k", cpuOf, "growth.delta.10k", 1.3, "x"},
	{"pull after 100 changed: 1M / 10k records", "growth.delta.1M", cpuOf, "growth.delta.10k", 1.3, "x"},
	{"empty pull: 1M / 10k records", "growth.empty.1M", cpuOf, "growth.empty.10k", 1.3, "x"},
}

func cpuOf(r *result) float64  { return r.CPUMS }
func downOf(r *result) float64 { return float64(r.Down) }

// judge holds what was measured against the bars.
func (t *table) judge() {
	for _, b := range bars {
		r, other := t.find(b.key), t.find(b.over)
		if r == nil || b.over != "" && other == nil {
			continue
		}
		v := verdict{Name: b.name, Value: b.of(r), Bar: b.bar, Unit: b.unit}
		if other != nil {
			v.Value /= b.of(other)
		}
		v.Met = v.Value <= v.Bar
		t.verdicts = append(t.verdicts, v)
	}
	if len(t.verdicts) == 0 {
		return
	}
	fmt.Printf("\n%-52s %12s %12s\n", "", "measured", "bar")
	for _, v := range t.verdicts {
		word := "met"
		if !v.Met {
			word = "MISSED"
		}
		fmt.Printf("%-52s %12.4g %12.4g %-6s %s\n", v.Name, v.Value, v.Bar, v.Unit, word)
	}
}

func (t *table) write(path string) error {
	raw, err := json.MarshalIndent(map[string]any{"go": runtime.Version(), "cpus": runtime.NumCPU(), "results": t.results, "bars": t.verdicts}, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(raw, '\n'), 0o644)
}
