import type { Location } from "../../model/location.ts";
import type { CureText } from "../cure/snippet.ts";
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
  /** The exact change; null where nothing is proved to be wrong, or the rule has only words against it. */
  readonly cure: CureText | null;
  readonly waiver: { readonly reason: string; readonly owner: string; readonly expires: string } | null;
}
