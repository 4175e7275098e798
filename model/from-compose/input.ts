/** A compose project to read. */
export interface ComposeInput extends ComposeText {
  /**
   * The folder it lies in. Without it no other file is read: no `.env`, no `extends` or `include` of a
   * file, no `env_file`, and `configs` with `file:` have no content in the model.
   */
  readonly directory?: string;
  /** Files that override it, in this order. */
  readonly overrides?: readonly (ComposeText | Unread)[];
  /** Nothing outside of this folder is opened; `directory` where it is not given. */
  readonly root?: string;
  /** Files of variables instead of the `.env` beside the file; later ones override earlier ones. */
  readonly envFiles?: readonly (ComposeText | Unread)[];
  /** Variables that override those of files: the environment of the shell that deploys. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** True where compose would find the files by itself, so that `COMPOSE_FILE` of `.env` would choose them. */
  readonly discovered?: boolean;
}

/** A file, under the name that the person gave it; findings point at it. */
export interface ComposeText {
  readonly file: string;
  readonly text: string;
}

/** A file that could not be read: a problem, and whatever it may have said is not known. */
export interface Unread {
  readonly file: string;
  /** Goes on after the file's name: `does not exist`. */
  readonly refused: string;
}
