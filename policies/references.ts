/** Where a rule's claim is written down by somebody else. */
export interface Reference {
  readonly title: string;
  readonly url?: string;
  /** Set for numbered controls; the number means nothing without the version. */
  readonly benchmark?: { readonly name: string; readonly version: string; readonly id: string };
}

/** A control of the CIS Docker Benchmark 1.6.0 (section 5 is renumbered there against 1.2 to 1.5). */
export function cis(id: string): Reference {
  return {
    title: `CIS Docker Benchmark 1.6.0, ${id}`,
    url: "https://www.cisecurity.org/benchmark/docker",
    benchmark: { name: "CIS Docker", version: "1.6.0", id },
  };
}

/** A rule of the OWASP Docker Security Cheat Sheet, 0 to 13 with 5a. */
export function owasp(id: string): Reference {
  return {
    title: `OWASP Docker Security Cheat Sheet, rule ${id}`,
    url: "https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html",
    benchmark: { name: "OWASP Docker", version: "2024", id },
  };
}

/** Documentation or an upstream thread. */
export function page(title: string, url: string): Reference {
  return { title, url };
}
