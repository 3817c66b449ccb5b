package emulator

import (
	"strconv"
	"strings"

	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// Setting is something that a client has to know.
type Setting struct {
	Service, Name, Value string
	// Variables are names under which programs of each ecosystem look for it.
	Variables []string
}

// Settings are all that clients need, in groups by service.
func (e *Emulator) Settings() []Setting {
	account, portal, zomro := e.CBR.Account(), e.Cloutility.Account(), e.Zomro.Account()
	region := strings.ToUpper(strings.ReplaceAll(account.ProjectName, "-", "_"))
	return []Setting{
		{"cloutility", "base URL", e.URL + CloutilityPath, []string{"CLOUTILITY_URL"}},
		{"cloutility", "client id", portal.ClientID, []string{"CLOUTILITY_CLIENT_ID"}},
		{"cloutility", "origin", portal.Origin, []string{"CLOUTILITY_ORIGIN"}},
		{"cloutility", "username", portal.Username, []string{"CLOUTILITY_USERNAME"}},
		{"cloutility", "password", portal.Password, []string{"CLOUTILITY_PASSWORD"}},
		{"cloutility", "home unit", strconv.FormatInt(cloutilitytest.HomeUnit, 10), nil},

		{"zomro", "base URL", e.URL + ZomroPath, []string{"ZOMRO_URL"}},
		{"zomro", "username", zomro.Username, []string{"ZOMRO_USERNAME"}},
		{"zomro", "password", zomro.Password, []string{"ZOMRO_PASSWORD"}},
		{"zomro", "instance", strconv.FormatInt(zomrotest.InstanceID, 10), nil},

		{"cbr", "base URL", e.URL, []string{"CBR_URL", "HUAWEICLOUD_SDK_REGION_CBR_" + region}},
		{"cbr", "IAM URL", e.URL, []string{"HUAWEICLOUD_SDK_IAM_ENDPOINT"}},
		{"cbr", "region", account.ProjectName, []string{"HW_REGION_NAME", "OS_REGION_NAME"}},
		{"cbr", "access key", account.AccessKey, []string{"HUAWEICLOUD_SDK_AK", "HW_ACCESS_KEY"}},
		{"cbr", "secret key", account.SecretKey, []string{"HUAWEICLOUD_SDK_SK", "HW_SECRET_KEY"}},
		{"cbr", "domain", account.Domain, []string{"OS_USER_DOMAIN_NAME"}},
		{"cbr", "domain id", account.DomainID, []string{"HUAWEICLOUD_SDK_DOMAIN_ID"}},
		{"cbr", "user", account.User, []string{"OS_USERNAME"}},
		{"cbr", "password", account.Password, []string{"OS_PASSWORD"}},
		{"cbr", "project name", account.ProjectName, []string{"HW_PROJECT_NAME", "OS_PROJECT_NAME"}},
		{"cbr", "project id", account.ProjectID, []string{"HUAWEICLOUD_SDK_PROJECT_ID", "HW_PROJECT_ID"}},
		{"cbr", "auth URL", e.URL + "/v3", []string{"OS_AUTH_URL", "HW_AUTH_URL"}},
	}
}

// Document is the settings for programs: by service and name.
func (e *Emulator) Document() map[string]map[string]string {
	out := make(map[string]map[string]string)
	for _, s := range e.Settings() {
		if out[s.Service] == nil {
			out[s.Service] = make(map[string]string)
		}
		name := strings.ReplaceAll(strings.ToLower(s.Name), " ", "_")
		out[s.Service][name] = s.Value
	}
	return out
}
