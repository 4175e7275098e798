import { type DriftCheck, imageNeeded, REFRESH, WIDENS } from "../check.ts";

export const user: DriftCheck = {
  id: "drift-user",
  title: "It runs as another user than declared",
  why: "A container that was declared without root may have it.",
  premises: WIDENS,
  references: [],
  remedy: REFRESH,
  *check({ declared, running, image }) {
    if (declared.user === undefined && image === undefined && running.user !== undefined)
      throw imageNeeded("user", "its user");
    if ((declared.user ?? image?.user) !== running.user)
      yield { at: "user", message: "its user is not the declared one" };
    const groups = (names: readonly { name: string }[]) =>
      names
        .map(({ name }) => name)
        .sort()
        .join("\n");
    if (groups(declared.groups) !== groups(running.groups))
      yield { at: "groups", detail: "groups", message: "its further groups are not the declared ones" };
  },
};
