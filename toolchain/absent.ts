/** Something that the tests or a command would like to use and that this machine does not have. */
export type Absent = {
  /** One line for a person: what is missing and how to get it. */
  readonly absent: string;
};

/** Says that something is missing; `reason` is one line: what is missing and how to get it. */
export function absent(reason: string): Absent {
  return { absent: reason };
}

/** Tells a missing thing from the thing itself. */
export function isAbsent(value: object): value is Absent {
  return "absent" in value;
}
