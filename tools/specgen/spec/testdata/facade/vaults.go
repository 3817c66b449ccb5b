package facade

import (
	"example.test/gen/goodapi"
	renamed "example.test/gen/goodapi"
)

type VaultsService struct{ client *Client }

func (s *VaultsService) List() { call(goodapi.OpListVaults); call(goodapi.OpListVaults) }

func (s *VaultsService) All() { s.List() }

func (s *VaultsService) Create() { call(renamed.OpCreateVault) }

func (s *VaultsService) unexported() { call(goodapi.OpCreateVault) }

func (c *Client) Version() { call(goodapi.OpShowVersion) }

func (s OtherService) Twice() { call(goodapi.OpTwice) }

func (s OtherService) Again() { call(goodapi.OpTwice) }

func (s *hiddenService) Show() { call(goodapi.OpHidden) }

func Free() { call(goodapi.OpHidden) }
