import type { EnvVar } from "../../../model/container.ts";
import { Secret, set } from "../../cure/edit.ts";
import { each } from "../../each.ts";
import { owasp, page } from "../../references.ts";
import { rule } from "../../rule.ts";
import { literalSecret } from "../../secrets/environment.ts";
import { shown } from "../../shown.ts";

export default rule({
  id: "secret-in-environment",
  title: "A secret is written into the environment of a container",
  why: "Whoever reads the declaration, the state or docker inspect has it, and it stays in the history of the repository.",
  premises: { precondition: "none", impact: "container" },
  references: [
    owasp("12"),
    page("Pulumi: secrets", "https://www.pulumi.com/docs/iac/concepts/secrets/"),
    page("Compose: secrets", "https://docs.docker.com/compose/how-tos/use-secrets/"),
  ],
  remedy:
    "Take the value from a Pulumi secret, or mount it as a file and name the file in the variable with the suffix _FILE.",
  cure: ({ at, detail = "" }) => [set(at, new Secret(detail))],
  appliesTo: ({ env }) => env.length > 0 || "it declares no variable",
  *check({ env }) {
    yield* each(env, (variable: EnvVar) =>
      literalSecret(variable)
        ? {
            at: `${variable.at}.value`,
            detail: shown(variable.key),
            message: `the variable ${shown(variable.key)} names a secret and its value is written out`,
          }
        : undefined,
    );
  },
});
