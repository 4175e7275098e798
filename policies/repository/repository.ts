/** What was read of a repository, without a file system or git behind it. */
export interface Repository {
  readonly tracked: readonly TrackedFile[];
  /** Tracked files of which nobody saw the text. */
  readonly unread: readonly UnreadFile[];
  readonly history: History;
}

/** A tracked file as it stands in the work tree. */
export interface TrackedFile {
  /** Relative to the top of the repository, with `/`. */
  readonly path: string;
  readonly text: string;
  /** In words, what keys its bytes hold; undefined where none. Such a file need not be text. */
  readonly keys?: string;
}

export interface UnreadFile {
  readonly path: string;
  /** Goes on after the path: `is larger than 4 MiB`. */
  readonly why: string;
  /**
   * True where it could hold what is looked for, so that nobody can say that there is nothing. A
   * picture or an archive is only counted.
   */
  readonly suspicious: boolean;
}

/** Files with key material in any commit that a reference reaches. */
export interface History {
  readonly files: readonly HistoricFile[];
  /** In words, why a part of the history was not seen; each is a reason not to pass. */
  readonly gaps: readonly string[];
}

export interface HistoricFile {
  readonly path: string;
  /** In words: `the private keys of an ACME store`. */
  readonly keys: string;
  /** Abbreviated ids of the commits that brought its first and its last version with keys. */
  readonly first: string;
  readonly last: string;
  /** Number of different contents with keys. */
  readonly versions: number;
}

/** Stands for the repository in findings and waivers: `repository/files`. */
export const REPOSITORY = "repository";
