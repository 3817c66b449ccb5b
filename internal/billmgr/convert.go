package billmgr

import (
	"bytes"
	"strconv"
	"strings"
	"time"
)

// The readers below take the text of a scalar. Empty text is the zero value,
// since that is how the service says "not set".

// parseInt reads a whole number, also one written with an empty fraction.
func parseInt(text string) (int64, bool) {
	s, ok := wholePart(text)
	if s == "" {
		return 0, ok
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil
}

// parseUint is parseInt for unsigned numbers.
func parseUint(text string) (uint64, bool) {
	s, ok := wholePart(text)
	if s == "" {
		return 0, ok
	}
	n, err := strconv.ParseUint(s, 10, 64)
	return n, err == nil
}

// wholePart cuts blanks and a fraction of zeros off a number.
func wholePart(text string) (string, bool) {
	s := strings.TrimSpace(text)
	whole, fraction, found := strings.Cut(s, ".")
	if found && (fraction == "" || strings.Trim(fraction, "0") != "") {
		return "", false
	}
	return whole, !found || whole != ""
}

// parseFloat reads a decimal number or the amount of a sum of money.
func parseFloat(text string) (float64, bool) {
	s := strings.TrimSpace(text)
	if s == "" {
		return 0, true
	}
	if strings.IndexFunc(s, notInFloat) >= 0 {
		amount, _, _, ok := ParseMoney(s)
		if !ok {
			return 0, false
		}
		s = amount
	}
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil
}

// notInFloat refuses what strconv also takes: words, hexadecimal numbers.
func notInFloat(r rune) bool { return (r < '0' || r > '9') && !strings.ContainsRune("+-.eE", r) }

// parseBool reads on, yes, true, 1 and their opposites, in small or capital
// letters.
func parseBool(text []byte) (value, ok bool) {
	switch string(text) {
	case "off":
		return false, true
	case "on":
		return true, true
	}
	switch strings.ToLower(string(bytes.TrimSpace(text))) {
	case "off", "", "0", "no", "false":
		return false, true
	case "on", "1", "yes", "true":
		return true, true
	}
	return false, false
}

// parseTime reads 2030-01-02, 2030-01-02 03:04[:05[.678]] (also with a T) and
// RFC 3339. A time without a zone is in loc. The date 0000-00-00 is "no date".
func parseTime(text []byte, loc *time.Location) (time.Time, bool) {
	text = bytes.TrimSpace(text)
	if len(text) == 0 {
		return time.Time{}, true
	}
	const dateLen, clockLen = len(time.DateOnly), len(time.DateTime)
	if len(text) == dateLen || len(text) == clockLen && (text[dateLen] == ' ' || text[dateLen] == 'T') {
		if t, ok := parseClock(text, loc); ok {
			return t, true
		}
		const noDate = "0000-00-00 00:00:00"
		if string(text[:dateLen]) == noDate[:dateLen] && (len(text) == dateLen || string(text[dateLen+1:]) == noDate[dateLen+1:]) {
			return time.Time{}, true
		}
	}
	s := string(text)
	if len(s) > dateLen && s[dateLen] == ' ' {
		s = s[:dateLen] + "T" + strings.TrimLeft(s[dateLen:], " ") // a lone digit of an hour is padded
	}
	for _, layout := range [...]string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04"} {
		if t, err := time.ParseInLocation(layout, s, loc); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// parseClock reads the two forms without a zone that every document is full of.
func parseClock(b []byte, loc *time.Location) (time.Time, bool) {
	year, ok := digits(b[0:4], true)
	month, ok := digits(b[5:7], ok)
	day, ok := digits(b[8:10], ok && b[4] == '-' && b[7] == '-')
	var hour, minute, second int
	if len(b) > len(time.DateOnly) {
		hour, ok = digits(b[11:13], ok)
		minute, ok = digits(b[14:16], ok && b[13] == ':' && b[16] == ':')
		second, ok = digits(b[17:19], ok)
	}
	if !ok || month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59 || day < 1 || day > daysIn(year, month) {
		return time.Time{}, false
	}
	return time.Date(year, time.Month(month), day, hour, minute, second, 0, loc), true
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// digits reads a number of digits only. The ok of the part before is passed
// through, so that a chain of parts needs one check.
func digits(b []byte, ok bool) (int, bool) {
	n := 0
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, ok
}
