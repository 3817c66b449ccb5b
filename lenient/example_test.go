package lenient_test

import (
	"encoding/json"
	"fmt"

	"github.com/backup-sdk/backup-go/lenient"
)

// One field of each kind, sent in an unexpected way.
func Example() {
	var vault struct {
		Size    lenient.Int          `json:"size"`
		Locked  lenient.Bool         `json:"locked"`
		Created lenient.Time         `json:"created_at"`
		Tags    lenient.List[string] `json:"tags"`
		Used    lenient.Float        `json:"used"`
	}
	answer := `{"size": "40", "locked": 0, "created_at": "2031-04-05 06:07:08.5", "tags": "nightly", "used": "unlimited"}`
	if err := json.Unmarshal([]byte(answer), &vault); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(vault.Size.Value, vault.Locked.Value, vault.Created, vault.Tags)
	fmt.Printf("%v (not a number: %q)\n", vault.Used.Value, vault.Used.Text)
	// Output:
	// 40 false 2031-04-05T06:07:08.5Z [nightly]
	// 0 (not a number: "unlimited")
}
