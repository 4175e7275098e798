/**
 * What is known about an image from outside any declaration. Only what is certain for the versions in
 * use belongs here: a wrong fact lets something pass. A field that is absent means "nobody looked",
 * never "no". Each row names in `source` the Dockerfile or the documentation it was taken from.
 */
export interface ImageFacts {
  /**
   * References without tag. Docker Hub needs no registry (`grafana/grafana`, `nginx`), others do
   * (`ghcr.io/mailcow/nginx`). See `normalise` for mirrors.
   */
  readonly images: readonly string[];
  /** Only for tags that match; absent: for every tag, and for none. The first row that fits is taken. */
  readonly tags?: RegExp;
  /** Address of the Dockerfile, entrypoint or documentation that says so. */
  readonly source: string;
  readonly user?: ImageUser;
  readonly database?: Database;
  readonly adminUi?: AdminUi;
  readonly host?: HostNeeds;
  /** `own`: the Dockerfile holds a HEALTHCHECK; `none`: it does not. */
  readonly healthcheck?: "own" | "none";
  /** What a healthcheck in the container can call. */
  readonly tools?: Tools;
  /** Container ports (TCP) that the image listens on with its own configuration. */
  readonly ports?: readonly number[];
}

/** As whom the main process works where the declaration names no user. */
export type ImageUser =
  /** The Dockerfile's USER is not root. */
  | { readonly runsAs: "non-root" }
  /**
   * The entrypoint starts as root and hands over to another user (gosu, su-exec, s6). `by` names the
   * variables that choose it; `mustChoose`: without one of them it stays root.
   */
  | { readonly runsAs: "drops-privileges"; readonly by?: readonly string[]; readonly mustChoose?: boolean }
  /** Root, although the image is documented to work as another user: which one, or how to choose it. */
  | { readonly runsAs: "root-by-choice"; readonly instead: string }
  /** Root, because its work needs it: why, as a clause that follows "this image needs root: ". */
  | { readonly runsAs: "root-by-nature"; readonly because: string };

/** Where a version of a database keeps its data. */
export interface Layout {
  /** Folders in the container that hold the data; all of them have to be kept. */
  readonly dataPaths: readonly string[];
  /** Folders that the Dockerfile declares as VOLUME; undefined where they are the data folders themselves. */
  readonly volumes?: readonly string[];
}

/** A server whose data has to outlive its container. */
export interface Database extends Layout {
  readonly name: string;
  /** Another layout, from this major version of the tag on. */
  readonly since?: Layout & { readonly major: number };
  /** Variable that moves the data folder (`PGDATA`); its value replaces the first of `dataPaths`. */
  readonly dataPathVariable?: string;
  /** Container ports (TCP) that speak the database's protocol. */
  readonly ports: readonly number[];
  /** Loses nothing of value with its container, unless its command tells it to keep data. */
  readonly cache?: boolean;
  /** Seconds that a clean shutdown may take; above Docker's 10 a declaration has to grant them. */
  readonly stopGrace?: number;
}

/** A surface that administers something and therefore never belongs on a public address. */
export interface AdminUi {
  readonly name: string;
  /** Container ports (TCP). */
  readonly ports: readonly number[];
}

/** Access to the host that the image's work needs; each value says why, as a clause. */
export interface HostNeeds {
  readonly privileged?: string;
  /** The capability NET_ADMIN. */
  readonly netAdmin?: string;
  /** The capability NET_ADMIN, but only where it serves DHCP. */
  readonly dhcp?: string;
  readonly network?: string;
  readonly pid?: string;
  /** The whole file system of the host, read-only and with the propagation rslave. */
  readonly root?: string;
  /** The engine's socket, because it filters what others may ask of it. */
  readonly engineSocket?: string;
  /** Sensitive host folders that it reads for its work. */
  readonly reads?: readonly string[];
}

/** True: present in the image; false: certainly absent; undefined: nobody looked. */
export interface Tools {
  readonly shell?: boolean;
  readonly wget?: boolean;
  readonly curl?: boolean;
}
