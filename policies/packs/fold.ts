/**
 * Findings of several rules that a pack tells as one, because the same person cures them with the same
 * change. Only failed verdicts are folded, and only those that have the same standing, level and waiver.
 */
export interface Fold {
  /** Stands as the rule of the finding; no rule has this id. */
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly remedy: string;
  /** One finding for each container, or one for the whole stack. */
  readonly over: "container" | "stack";
  /** What is told as one, by `rule`, `rule[detail]` or `rule[*]` for any detail, with the word for what is missing. */
  readonly parts: Readonly<Record<string, string>>;
  /** Rules that the pack does not ask for, and that are named where a finding is told anyway. */
  readonly mentions?: Readonly<Record<string, string>>;
}

/** Nine containers in ten lack most of it: said of each part by itself, it drowns what is wrong. */
export const HARDENING: Fold = {
  id: "hardening-absent",
  title: "The container lacks hardening that most services can have",
  why: "Each part limits what a break-in or a leak in this container can do to the others and to the host.",
  remedy:
    "Declare what is missing, the memory limit and no-new-privileges first; readiness explain says of each rule what it needs.",
  over: "container",
  parts: {
    "new-privileges-allowed": "no-new-privileges",
    "memory-unlimited": "a memory limit",
    "swap-unlimited[unset]": "a limit for swap",
  },
  mentions: {
    "capabilities-not-dropped": "dropped capabilities",
    "cpu-unlimited": "a CPU limit",
    "pids-unlimited": "a limit for processes",
    "root-filesystem-writable": "a read-only root file system",
  },
};

/** The daemon's own default cannot be seen from here, and one setting there cures all of them. */
export const LOGS: Fold = {
  id: "logs-never-rotate-anywhere",
  title: "Containers of the stack never rotate their logs",
  why: "The engine keeps every line until the disk of the host is full, and then every service on it fails.",
  remedy:
    'Set the log options "max-size" and "max-file" for each, or once for the host in the daemon\'s own configuration and waive it here.',
  over: "stack",
  parts: { "logs-never-rotate": "rotated logs" },
};

/** A declaration that says nothing of backups says it of every container: one sentence is enough to begin with. */
export const BACKUPS: Fold = {
  id: "data-without-backup-anywhere",
  title: "Data of the stack is kept nowhere else, as far as it says",
  why: "A disk that fails, a wrong command or a break-in takes it for good, and nobody has decided that it may go.",
  remedy:
    "Say next to each mount how it is kept (label readiness.backup. and its path in the container), or why nobody needs it back; the profile strict lists every one.",
  over: "stack",
  parts: { "data-without-backup[*]": "a declared backup of what they write" },
};
