package search

// FoldChecksum lets the vectors cover every character without listing them.
func FoldChecksum() uint32 {
	var h uint32
	for r := rune(0); r < 0x30000; r++ {
		if r >= 0xd800 && r < 0xe000 {
			continue
		}
		f := foldRune(r)
		h = h*31 + uint32(f) + 7*uint32(classOf(f))
	}
	return h
}

// FaultAt lets the nth passage of fault points fail; the function it returns puts things right again.
func FaultAt(n int, err error) (restore func()) {
	fault = func(string) error {
		if n--; n == 0 {
			return err
		}
		return nil
	}
	return func() { fault = func(string) error { return nil } }
}
