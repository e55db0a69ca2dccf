// Package blackbox proves the promises of the sync contract on the real binary, from outside: over HTTP, through a line that breaks, while
// the process is killed with SIGKILL in the middle of pushes, and after restoring a backup in every way the README documents (P1-P3,
// P6, P7, L1-L4). It knows the wire as sync.md writes it and nothing of our packages, so that it fails when the wire changes.
//
// It holds tests only:
//
//	go test ./hooks/blackbox   25 kills, as in make test
//	go test ./hooks/blackbox -run Kill -kills 200 -timeout 40m   the full run: three minutes on a machine that has nothing else to do
//	go test ./hooks/blackbox -run Kill -seed 7   another draw; a failing run prints its seed
//
// A seed fixes what is drawn (edits, faults, moments); what the machine does between two moments it cannot fix.
package blackbox
