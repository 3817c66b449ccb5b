package facade

type Client struct {
	Vaults *VaultsService
	Other  OtherService
	hidden *hiddenService
}
