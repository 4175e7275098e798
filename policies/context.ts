import { ranges } from "../model/address.ts";
import type { Context } from "./rule.ts";

/**
 * Ranges that count as VPN where the settings say nothing: the shared address space that Tailscale
 * and headscale give to their nodes (https://tailscale.com/kb/1015/100.x-addresses).
 */
export const DEFAULT_VPN: readonly string[] = ["100.64.0.0/10"];

/** The context of a run without settings. */
export function defaultContext(vpn: readonly string[] = DEFAULT_VPN): Context {
  return { vpn: ranges(vpn) };
}
