package cli

// keyFlag is what a thing that is made once is known by.
const keyFlag = "key"

// keyText is the help of the flag.
func keyText() map[string]string {
	return map[string]string{keyFlag: "what it is known by from one run to the next; becomes its name"}
}

// ensureText is the help of a command that makes something once.
func ensureText(called string) string {
	return "The same key again finds what an earlier run has made, also one that was cut off,\nand changes nothing. " + called
}
