import { INTERNAL_ERROR } from "./judge.ts";

/**
 * Findings that no rule makes: what went wrong with judging itself. All are mandatory and cannot
 * be waived or disabled.
 */
export const PSEUDO_RULES: Readonly<Record<string, { readonly title: string; readonly why: string }>> = {
  [INTERNAL_ERROR]: {
    title: "A rule broke",
    why: "A rule that throws has proved nothing about its subject.",
  },
  "unreadable-input": {
    title: "A part of the declaration cannot be read",
    why: "What was not read was not judged, and must not look as if it were.",
  },
  "waiver-invalid": {
    title: "A waiver is incomplete",
    why: "An acceptance without rule, subject, reason, owner and end is no acceptance.",
  },
  "waiver-expired": {
    title: "A waiver has expired",
    why: "What it accepted counts again from that day on.",
  },
  "waiver-unused": {
    title: "A waiver accepts nothing",
    why: "It would silently accept the finding when it comes back.",
  },
};
