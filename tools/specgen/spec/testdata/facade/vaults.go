package facade

type VaultsService struct{ client *Client }

func (s *VaultsService) List() { s.client.api.ListVaults(); s.client.api.ListVaults() }

func (s *VaultsService) All() { s.List() }

func (s *VaultsService) Create() { page(s.client.api.CreateVault) }

func (s *VaultsService) Order() { s.client.apiNoRetry.Order() }

func (s *VaultsService) Projects() { s.client.iamAPI.ListVaults() }

func (s *VaultsService) unexported() { s.client.api.CreateVault() }

func (c *Client) Version() { c.api.ShowVersion() }

func (s OtherService) Twice() { s.api.Twice() }

func (s OtherService) Again() { s.api.Twice() }

func (s *hiddenService) Show() { s.api.Hidden() }

func Free() { api.Hidden() }
