import { type Service, tmpfs } from "../../declare/index.ts";

/** nginx as its own unprivileged user: what it writes at run time is in memory. */
export const UNPRIVILEGED_NGINX: Pick<Service, "user" | "memory"> & {
  readonly mounts: NonNullable<Service["mounts"]>;
} = {
  user: "101:101",
  memory: 64,
  mounts: [tmpfs("/var/cache/nginx", 32), tmpfs("/run", 4)],
};
