import test from "ava";
import fc from "fast-check";
import type { Mount } from "../../../model/container.ts";
import { cleanPath, isWithin } from "../../../policies/mounts/host-path.ts";
import { outlivesContainer } from "../../../policies/mounts/kept.ts";
import { isRootEquivalent, isSensitive } from "../../../policies/mounts/system-folder.ts";

test("a path is the same path however it is spelled", (t) => {
  for (const text of [
    "/run/docker",
    "/var/run/docker",
    "//var/run//docker/",
    "/var/lib/../run/./docker",
    "/run/x/../docker",
  ])
    t.is(cleanPath(text), "/run/docker", text);
  t.is(cleanPath("/"), "/");
  t.is(cleanPath("/.."), "/");
  t.is(cleanPath("$HOME/.ssh"), "~/.ssh");
  t.is(cleanPath("/var/running"), "/var/running");
});

test("cleaning a clean path changes nothing", (t) => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("var", "run", "..", ".", "", "etc", "a")), (parts) => {
      const path = cleanPath(`/${parts.join("/")}`);
      return cleanPath(path) === path && path.startsWith("/") && (path === "/" || !path.endsWith("/"));
    }),
  );
  t.pass();
});

test("folders are compared by whole components", (t) => {
  t.true(isWithin("/etc/cron.d", "/etc"));
  t.true(isWithin("/etc", "/etc"));
  t.true(isWithin("/etc", "/"));
  t.false(isWithin("/etcetera", "/etc"));
  t.false(isWithin("/var/lib/docker-registry", "/var/lib/docker"));
});

test("a text of ten megabytes is no path and takes no time", (t) => {
  const started = performance.now();
  for (const text of ["/".repeat(10_000_000), "/../".repeat(2_500_000), `/etc/${"x".repeat(10_000_000)}`]) {
    const path = cleanPath(text);
    t.false(isRootEquivalent(path) || isSensitive(path));
  }
  t.true(performance.now() - started < 1000);
});

const mount = (target: string, type: Mount["type"] = "volume", source: string | undefined = "data"): Mount => ({
  at: "mounts.0",
  type,
  source: type === "tmpfs" ? undefined : source,
  target,
  readOnly: false,
  propagation: undefined,
  options: undefined,
});

test("the innermost mount decides whether data outlives the container", (t) => {
  t.true(outlivesContainer("/data/db", [mount("/data/db")], []));
  t.true(outlivesContainer("/data/db", [mount("/data")], []));
  t.false(outlivesContainer("/data/db", [mount("/data")], ["/data/db"]));
  t.true(outlivesContainer("/data/db", [mount("/data/db")], ["/data/db"]));
  t.false(outlivesContainer("/data/db", [mount("/data"), mount("/data/db", "tmpfs")], []));
  t.true(outlivesContainer("/data/db", [mount("/data/db"), mount("/data", "tmpfs")], []));
  t.false(outlivesContainer("/data/db", [mount("/data/db2")], []));
  t.false(outlivesContainer("/data/db", [{ ...mount("/data/db"), source: undefined }], []));
  t.false(outlivesContainer("/data/db", [], []));
});
