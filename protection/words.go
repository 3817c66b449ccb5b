package protection

import (
	"strconv"
	"time"
)

// Age is a length of time in at most two parts: "40s", "25m", "5h 10m", "3d 4h",
// "52d". A negative one is 0.
func Age(d time.Duration) string {
	const (
		hoursOnly = 10 * time.Hour
		daysOnly  = 10 * day
	)
	d = max(d, 0)
	switch {
	case d < time.Minute:
		return unit(d, time.Second, "s")
	case d < time.Hour:
		return unit(d, time.Minute, "m")
	case d < hoursOnly:
		return pair(d, time.Hour, "h", time.Minute, "m")
	case d < 2*day:
		return unit(d, time.Hour, "h")
	case d < daysOnly:
		return pair(d, day, "d", time.Hour, "h")
	}
	return unit(d, day, "d")
}

func unit(d, size time.Duration, name string) string {
	return strconv.FormatInt(int64(d/size), 10) + name
}

func pair(d, size time.Duration, name string, smaller time.Duration, smallerName string) string {
	text := unit(d, size, name)
	if rest := d % size; rest >= smaller {
		text += " " + unit(rest, smaller, smallerName)
	}
	return text
}

// Size is a number of bytes in binary units: "0 B", "512 B", "1.5 GiB", "20 TiB".
func Size(bytes int64) string {
	// A number that would be rounded to four digits, or to two and a tenth, is not.
	const step, most, one = 1024, 1023.5, 9.95
	if bytes < step {
		return strconv.FormatInt(max(bytes, 0), 10) + " B"
	}
	value, units := float64(bytes), "KMGTPE"
	i := -1
	for i < 0 || value >= most && i+1 < len(units) {
		value /= step
		i++
	}
	digits := 0
	if value < one {
		digits = 1
	}
	return strconv.FormatFloat(value, 'f', digits, 64) + " " + units[i:i+1] + "iB"
}
