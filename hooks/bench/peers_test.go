package main

import "testing"

// What a peer prints ends in the table, under the keys that the bars speak of.
func TestPeersLinesAreTaken(t *testing.T) {
	var b bench
	taken := b.take([]byte(`{"peer":"pocketbase-naive","op":"seed_via_batch500","ms":9000}
{"peer":"pocketbase-naive","op":"first_pull","runs":3,"ms":1400.5,"rx":24100000,"tx":9000,"reqs":21,"srv_cpu_ms":1170}
  !! delta returned 99
{"peer":"pocketbase-naive","op":"push_batch1000_small_edit","runs":3,"ms":900,"rx":100,"tx":200,"reqs":1,"srv_cpu_ms":700}
{"peer":"pocketbase-naive","op":"server_rss","peakMB":174,"rssMB":120}
`))
	if taken != 2 {
		t.Fatalf("%d lines", taken)
	}
	first, push := b.table.find("peer.pocketbase.first"), b.table.find("peer.pocketbase.push")
	if first == nil || first.CPUMS != 1170 || first.Down != 24_100_000 || first.Requests != 21 || first.PeakRSSMB != 174 {
		t.Errorf("%+v", first)
	}
	if push == nil || push.CPUMS != 700 {
		t.Errorf("%+v", push)
	}
}

// A ratio is judged only where both of its figures were measured.
func TestBarsNeedBothFigures(t *testing.T) {
	var tab table
	tab.add(result{Key: "push", CPUMS: 90, Up: 20_001})
	tab.judge()
	if len(tab.verdicts) != 1 || tab.verdicts[0].Met {
		t.Errorf("%+v", tab.verdicts)
	}
	tab.verdicts = nil
	tab.add(result{Key: "floor.updates", CPUMS: 10})
	tab.judge()
	if len(tab.verdicts) != 2 || tab.verdicts[1].Value != 9 || tab.verdicts[1].Met {
		t.Errorf("%+v", tab.verdicts)
	}
}
