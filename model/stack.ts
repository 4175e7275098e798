import type { Container } from "./container.ts";
import type { Locate, Location } from "./location.ts";

/** Everything that is declared on one host. */
export interface Stack {
  readonly name: string;
  readonly containers: readonly Container[];
  readonly networks: readonly Network[];
  readonly volumes: readonly Volume[];
  /** What could not be read. Never empty by omission: whatever is not in the model is named here. */
  readonly problems: readonly Problem[];
  /** Values known to be secret, for redaction only; never printed. */
  readonly secrets: ReadonlySet<string>;
}

export interface Network {
  readonly name: string;
  readonly internal: boolean;
  readonly driver: string | undefined;
  /** CIDR ranges, as declared. */
  readonly subnets: readonly string[];
  /** Made by somebody else, only used here. */
  readonly external: boolean;
  readonly locate: Locate;
}

export interface Volume {
  readonly name: string;
  readonly driver: string | undefined;
  readonly options: readonly { readonly key: string; readonly value: string }[];
  readonly external: boolean;
  readonly locate: Locate;
}

/** A part of the source that could not be turned into the model. */
export interface Problem {
  /** Name of the container it belongs to; undefined for the file or stack as a whole. */
  readonly container: string | undefined;
  /** Subject first: what is wrong, why it matters, what to do. Holds no value of the source. */
  readonly message: string;
  readonly location: Location;
}
