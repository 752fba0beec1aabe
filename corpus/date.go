package corpus

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Date is a civil date packed as yyyymmdd (20210101), so that dates compare as
// integers and travel as one column. Zero means unknown or open.
type Date int32

// NewDate packs a date. It returns zero when the three numbers name no day of
// the Gregorian calendar.
func NewDate(year, month, day int) Date {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if year < 1 || year > 9999 || t.Year() != year || int(t.Month()) != month || t.Day() != day {
		return 0
	}
	return Date(year*10000 + month*100 + day)
}

// DateOf returns the civil date of t in t's own location.
func DateOf(t time.Time) Date { return NewDate(t.Year(), int(t.Month()), t.Day()) }

// Today returns the date at the clock of the machine in Vietnam's time zone.
func Today() Date { return DateOf(time.Now().In(time.FixedZone("ICT", 7*3600))) }

// ParseDate reads "2021-01-31" and the Vietnamese "31/01/2021", "31-1-2021",
// "31.1.2021". An empty text is the zero date without an error.
func ParseDate(s string) (Date, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return 0, nil
	}
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '-' || r == '/' || r == '.' })
	if len(parts) == 3 {
		var n [3]int
		ok := true
		for i, p := range parts {
			v, err := strconv.Atoi(p)
			n[i], ok = v, ok && err == nil
		}
		if ok {
			d := NewDate(n[2], n[1], n[0])
			if len(parts[0]) == 4 {
				d = NewDate(n[0], n[1], n[2])
			}
			if d != 0 {
				return d, nil
			}
		}
	}
	return 0, fmt.Errorf("corpus: %q is no date (want 2021-01-31 or 31/01/2021)", s)
}

// IsZero says that the date is unknown or open.
func (d Date) IsZero() bool { return d == 0 }

// Year, Month and Day unpack the date.
func (d Date) Year() int  { return int(d) / 10000 }
func (d Date) Month() int { return int(d) / 100 % 100 }
func (d Date) Day() int   { return int(d) % 100 }

// Time returns midnight UTC of the date, and the zero time for the zero date.
func (d Date) Time() time.Time {
	if d == 0 {
		return time.Time{}
	}
	return time.Date(d.Year(), time.Month(d.Month()), d.Day(), 0, 0, 0, 0, time.UTC)
}

// AddDays returns the date n days later; the zero date stays zero.
func (d Date) AddDays(n int) Date {
	if d == 0 {
		return 0
	}
	return DateOf(d.Time().AddDate(0, 0, n))
}

// String gives ISO 8601 ("2021-01-31"), and "" for the zero date.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year(), d.Month(), d.Day())
}

// VN gives the form a Vietnamese reader expects ("31/01/2021"), and "" for the
// zero date.
func (d Date) VN() string {
	if d == 0 {
		return ""
	}
	return fmt.Sprintf("%02d/%02d/%04d", d.Day(), d.Month(), d.Year())
}

// MarshalText and UnmarshalText use the ISO form.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what [ParseDate] reads.
func (d *Date) UnmarshalText(b []byte) error {
	v, err := ParseDate(string(b))
	if err == nil {
		*d = v
	}
	return err
}

// Interval is the half-open time [From, To). A zero bound is unknown or open.
type Interval struct {
	From Date `json:"from,omitzero"`
	To   Date `json:"to,omitzero"`
}

// VN tells the interval as people read it, its last day included: "từ 01/07/2014 đến
// hết 31/12/2024"; a bound that is not known is left out, "" when neither is.
func (i Interval) VN() string {
	var parts []string
	if i.From != 0 {
		parts = append(parts, "từ "+i.From.VN())
	}
	if i.To != 0 {
		parts = append(parts, "đến hết "+i.To.AddDays(-1).VN())
	}
	return strings.Join(parts, " ")
}

// Contains says whether the interval may hold on d: an unknown bound never
// excludes, and the zero date is contained in every interval.
func (i Interval) Contains(d Date) bool {
	if d == 0 {
		return true
	}
	return (i.From == 0 || i.From <= d) && (i.To == 0 || d < i.To)
}
