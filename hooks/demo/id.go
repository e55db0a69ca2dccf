package demo

import "crypto/sha256"

const idAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789"

// id makes the record id (15 of a-z0-9) that belongs to a name, the same in every run.
func id(name string) string {
	sum := sha256.Sum256([]byte("lutong demo " + name))
	out := make([]byte, 15)
	for i := range out {
		out[i] = idAlphabet[int(sum[i])%len(idAlphabet)]
	}
	return string(out)
}

// dice is a small generator (splitmix64) with a fixed start, so that a record's numbers depend on the record alone.
type dice uint64

func diceOf(name string) *dice {
	sum := sha256.Sum256([]byte(name))
	d := dice(0)
	for _, b := range sum[:8] {
		d = d<<8 | dice(b)
	}
	return &d
}

func (d *dice) next() uint64 {
	*d += 0x9e3779b97f4a7c15
	z := uint64(*d)
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb
	return z ^ (z >> 31)
}

// below is a number from 0 to n-1.
func (d *dice) below(n int) int { return int(d.next() % uint64(n)) }

// between is a number from a to b, both included.
func (d *dice) between(a, b int) int { return a + d.below(b-a+1) }

func pick[T any](d *dice, from []T) T { return from[d.below(len(from))] }
