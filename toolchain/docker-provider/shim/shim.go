// Package shim opens the provider, which upstream keeps in an internal package, to the module beside it.
// The build copies this folder into the copy of the upstream module.
package shim

import (
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
	"github.com/terraform-providers/terraform-provider-docker/internal/provider"
)

// Provider returns the upstream provider as the bridge wants it.
func Provider(version string) *schema.Provider {
	return provider.New(version)()
}
