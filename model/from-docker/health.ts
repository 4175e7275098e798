import type { Healthcheck, Text } from "../container.ts";
import { build, type Inputs } from "../from-pulumi/inputs.ts";

const NANOSECONDS = 1e6;

/**
 * Reads `Config.Healthcheck`, that of the image where the container has none of its own. Durations
 * are nanoseconds there, and zero leaves the choice to the engine.
 * https://docs.docker.com/reference/api/engine/ (HealthConfig)
 */
export function readHealthcheck(config: Inputs): Healthcheck | undefined {
  const inputs = config.object("Healthcheck");
  if (inputs === undefined) return undefined;
  const words = () =>
    inputs.strings<Text>("Test", "healthcheck.test", (value, at) => ({ at, value, secret: false }), [
      "value",
      "secret",
    ]);
  const duration = (key: string) => () => {
    const value = inputs.number(key);
    return value === undefined || value <= 0 ? undefined : value / NANOSECONDS;
  };
  return build<Healthcheck>({
    at: () => "healthcheck",
    kind: () => {
      const first = words()[0]?.value;
      if (first === undefined) return "inherit";
      if (first === "NONE") return "disabled";
      if (first === "CMD") return "exec";
      if (first === "CMD-SHELL") return "shell";
      return inputs.reject("Test", "a test that begins with CMD, CMD-SHELL or NONE");
    },
    test: () =>
      words()
        .slice(1)
        .map((word, index) => Object.defineProperty(word, "at", { value: `healthcheck.test.${index}` })),
    interval: duration("Interval"),
    timeout: duration("Timeout"),
    startPeriod: duration("StartPeriod"),
    retries: () => {
      const value = inputs.number("Retries");
      return value === undefined || value <= 0 ? undefined : value;
    },
  });
}
