package loop

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Masks is what only the organisation knows: whose names must not stand in a log of searches, and which long words are models after all.
type Masks struct {
	Names  []string               // of customers, sites and contacts
	Serial func(word string) bool // it is the serial number of somebody's device; nil: unknown
	Known  func(word string) bool // it is a model or a code that articles or assets name; nil: none is
}

var (
	mailbox = regexp.MustCompile(`[\w.+-]+@[\w-]+(\.[\w-]+)+`)
	// said outright, the value is a secret whatever it looks like; merely beside the word it must look like one: "password recovery" is a search
	saidSecret   = regexp.MustCompile(`(?i)(密码|口令|密钥|passwd|password|passphrase|pwd|secret|psk|community|token|key)(\s*[:=是为]\s*)([\x21-\x7e]+)`)
	besideSecret = regexp.MustCompile(`(?i)(密码|口令|密钥|passwd|password|passphrase|pwd|secret|psk|community|token|key)(\s*)([\x21-\x7e]*[0-9!@#$%^&*][\x21-\x7e]*)`)
	hardware     = regexp.MustCompile(`(?i)\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\b|\b(?:[0-9a-f]{4}[.-]){2}[0-9a-f]{4}\b`)
	address      = regexp.MustCompile(`\b\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?\b`)
	phone        = regexp.MustCompile(`(?:\+?86[ -]?)?\b1[3-9]\d[ -]?\d{4}[ -]?\d{4}\b|\b0\d{2,3}[ -]?\d{7,8}\b|\+\d[\d -]{7,}\d`)
	long         = regexp.MustCompile(`\b\d{9,}\b`)
	word         = regexp.MustCompile(`[0-9A-Za-z][0-9A-Za-z_-]*[0-9A-Za-z]`)
)

// Mask takes out of a query what could tell whom it was about, or open a door: names, telephones, addresses, serial numbers, secrets. What is
// left is what a trainer can use.
func Mask(query string, m Masks) string {
	query = narrow(query)
	names := slices.Clone(m.Names)
	slices.SortFunc(names, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	for _, name := range names {
		if utf8.RuneCountInString(name) >= 2 && (len(name) > utf8.RuneCountInString(name) || len(name) >= 4) { // two Han characters, or four letters
			query = strings.ReplaceAll(query, name, "[name]")
		}
	}
	query = word.ReplaceAllStringFunc(query, func(w string) string {
		if m.Serial != nil && m.Serial(w) {
			return "[serial]"
		}
		return w
	})
	query = mailbox.ReplaceAllString(query, "[mail]")
	query = saidSecret.ReplaceAllString(query, "$1$2[secret]")
	query = besideSecret.ReplaceAllString(query, "$1$2[secret]")
	query = hardware.ReplaceAllString(query, "[mac]")
	query = phone.ReplaceAllString(query, "[phone]")
	query = m.unlessKnown(address, query, "[ip]")
	query = m.unlessKnown(long, query, "[number]")
	return word.ReplaceAllStringFunc(query, func(w string) string {
		if looksSerial(w) && (m.Known == nil || !m.Known(w)) {
			return "[serial]"
		}
		return w
	})
}

func (m Masks) unlessKnown(pattern *regexp.Regexp, text, instead string) string {
	return pattern.ReplaceAllStringFunc(text, func(found string) string {
		if m.Known != nil && m.Known(found) {
			return found
		}
		return instead
	})
}

// looksSerial: ten characters and more in one piece, letters among many digits.
func looksSerial(w string) bool {
	digits, letters := 0, 0
	for _, r := range w {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r == '-' || r == '_':
			return false // serial numbers are written without joints, models with
		default:
			letters++
		}
	}
	return letters > 0 && digits >= 5 && letters+digits >= 10
}

// narrow makes full-width letters, digits and signs narrow, and one space of every gap.
func narrow(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r >= 0xff01 && r <= 0xff5e:
			return r - 0xfee0
		case r == 0x3000:
			return ' '
		}
		return r
	}, text)
	return strings.Join(strings.Fields(text), " ")
}
