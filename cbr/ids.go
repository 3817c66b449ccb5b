package cbr

import "strings"

// The forms of ids and names are read by hand: the regular expressions for them
// would make every program that uses this package 240 kB larger.

// isProjectID reports a string that can be the id of a project or an account:
// 2 to 64 letters and digits.
func isProjectID(s string) bool {
	return len(s) >= 2 && len(s) <= 64 && consistsOf(s, isAlphanumeric)
}

// isRegionID reports a string that can be the id of a region, and so a part of a
// host: words of small letters and digits with single hyphens between them.
func isRegionID(s string) bool {
	for word := range strings.SplitSeq(s, "-") {
		if word == "" || !consistsOf(word, func(c byte) bool { return isAlphanumeric(c) && (c < 'A' || c > 'Z') }) {
			return false
		}
	}
	return true
}

// isRegionName reports what regions of other clouds are called too: any number
// of letters, digits, dots, hyphens and underscores.
func isRegionName(s string) bool {
	return consistsOf(s, func(c byte) bool { return isAlphanumeric(c) || c == '.' || c == '-' || c == '_' })
}

// isAgentVersion reports a text that ends in three numbers of one to three
// digits with dots between them. Its start is free, as documented.
func isAgentVersion(s string) bool {
	start := strings.TrimRightFunc(s, func(c rune) bool { return c >= '0' && c <= '9' || c == '.' })
	numbers := strings.Split(s[len(start):], ".")
	n := len(numbers)
	if n < 3 {
		return false
	}
	const digits = 3 // of the first number, its last ones
	first, second, third := numbers[n-3], numbers[n-2], numbers[n-1]
	return first != "" && second != "" && len(second) <= digits && third != "" && len(third) <= digits
}

func isAlphanumeric(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}

// consistsOf reports whether every byte of s is in a class.
func consistsOf(s string, class func(byte) bool) bool {
	for i := range len(s) {
		if !class(s[i]) {
			return false
		}
	}
	return true
}
