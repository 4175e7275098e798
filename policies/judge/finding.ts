import type { Location } from "../../model/location.ts";
import type { Level } from "../packs/pack.ts";
import type { Severity } from "../severity.ts";

/** One verdict that a person reads. */
export interface Finding {
  readonly rule: string;
  readonly title: string;
  readonly severity: Severity;
  readonly level: Level;
  readonly verdict: "fail" | "unknown";
  readonly subject: { readonly stack: string; readonly container: string | null };
  readonly message: string;
  readonly detail: string | null;
  /** Place in the source in words: `ports[0].ip`, `compose.yaml:12:9 services.web.ports[0]`. */
  readonly path: string;
  readonly location: Location;
  readonly remedy: string;
  readonly waiver: { readonly reason: string; readonly owner: string; readonly expires: string } | null;
}
