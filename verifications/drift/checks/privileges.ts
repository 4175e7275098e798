import type { Named, SecurityOption } from "../../../model/container.ts";
import { type DriftCheck, differentNames, differs, REFRESH, WIDENS } from "../check.ts";

export const capabilities: DriftCheck = {
  id: "drift-capabilities",
  title: "Its capabilities are not the declared ones",
  why: "It may do what nobody judged, or cannot do what it needs.",
  premises: WIDENS,
  references: [],
  remedy: REFRESH,
  *check({ declared, running }) {
    yield* differentNames("capAdd", names(declared.capAdd), names(running.capAdd), "the added capability");
    yield* differentNames("capDrop", names(declared.capDrop), names(running.capDrop), "the dropping of");
  },
};

export const security: DriftCheck = {
  id: "drift-security-options",
  title: "Its security options are not the declared ones",
  why: "A protection that was judged is not in force.",
  premises: WIDENS,
  references: [],
  remedy: REFRESH,
  *check({ declared, running }) {
    yield* differs("privileged", declared.privileged === running.privileged, "whether it is privileged", "privileged");
    yield* differs(
      "readOnly",
      declared.readOnly === running.readOnly,
      "whether its root file system is read-only",
      "read-only",
    );
    const [wanted, found] = [optionsOf(declared.securityOptions), optionsOf(running.securityOptions)];
    for (const [text, { at, key }] of wanted)
      if (!found.has(text) && !(key === "label" && sharesWithHost(running)))
        yield { at, detail: key, message: `the security option ${key} is not as declared` };
    for (const [text, { key }] of found)
      if (!wanted.has(text) && ![...wanted.values()].some((one) => one.key === key))
        yield {
          at: "securityOptions",
          detail: key,
          message: `the security option ${key} is in force and not declared`,
        };
  },
};

export const devices: DriftCheck = {
  id: "drift-devices",
  title: "Its devices are not the declared ones",
  why: "It reaches hardware that nobody judged, or lacks what it needs.",
  premises: WIDENS,
  references: [],
  remedy: REFRESH,
  *check({ declared, running }) {
    const texts = (list: typeof declared.devices) =>
      list.map(({ host, container, permissions }) => `${host}:${container}:${[...permissions].sort().join("")}`);
    yield* differentNames("devices", texts(declared.devices), texts(running.devices), "the device");
    yield* differentNames("deviceRules", names(declared.deviceRules), names(running.deviceRules), "the device rule");
    yield* differentNames("gpus", names(declared.gpus), names(running.gpus), "the passing of graphics processors");
  },
};

export const namespaces: DriftCheck = {
  id: "drift-namespaces",
  title: "It shares other namespaces than declared",
  why: "What it sees of the host or of other containers was not judged.",
  premises: WIDENS,
  references: [],
  remedy: REFRESH,
  *check({ declared, running }) {
    for (const key of ["pidMode", "ipcMode", "utsMode", "usernsMode"] as const) {
      const wanted = key === "ipcMode" && declared[key] === "private" ? undefined : declared[key];
      if (wanted?.startsWith("service:"))
        yield {
          at: key,
          detail: key,
          message: `whose ${WORDS[key]} namespace it joins cannot be told from names`,
          undecided: true,
        };
      else yield* differs(key, wanted === running[key], `its ${WORDS[key]} namespace`, key);
    }
    // What is not declared the engine chooses by its version of control groups and by its own default.
    if (declared.cgroupnsMode !== undefined)
      yield* differs(
        "cgroupnsMode",
        declared.cgroupnsMode === (running.cgroupnsMode ?? "private"),
        "its cgroup namespace",
        "cgroupnsMode",
      );
    if (declared.runtime !== undefined)
      yield* differs("runtime", declared.runtime === (running.runtime ?? "runc"), "its runtime", "runtime");
  },
};

const WORDS = { pidMode: "pid", ipcMode: "ipc", utsMode: "uts", usernsMode: "user" };

function names(list: readonly Named[] | undefined): string[] {
  return (list ?? []).map(({ name }) => name);
}

function optionsOf(options: readonly SecurityOption[]): Map<string, SecurityOption> {
  return new Map(options.map((option) => [`${option.key}=${option.value}`, option]));
}

/** Then the engine switches labels off by itself, and they read as not declared. */
function sharesWithHost({ privileged, pidMode, ipcMode }: Parameters<typeof security.check>[0]["running"]): boolean {
  return privileged || pidMode === "host" || ipcMode === "host";
}
