import type { Container, Label } from "../../../model/container.ts";
import { each } from "../../each.ts";
import { page } from "../../references.ts";
import { type Offence, rule } from "../../rule.ts";

const USERS = /^traefik\.http\.middlewares\.[^.]+\.(basicauth|digestauth)\.users$/i;
/** Forms that Traefik compares: bcrypt, MD5 of Apache and crypt, SHA-1 (github.com/abbot/go-http-auth), and crypt's others. */
const HASH =
  /^(?:\$2[abxy]\$\d\d\$[./A-Za-z0-9]{53}|\$(?:apr1|1)\$[^$]{1,8}\$[./A-Za-z0-9]{22}|\{SHA\}[+/A-Za-z0-9]{27}=|\$[56]\$.+\$[./A-Za-z0-9]{20,}|[./A-Za-z0-9]{13})$/;
const DIGEST = /^[0-9a-f]{32}$/i;

export default rule({
  id: "label-escaped-wrongly",
  title: "A label holds quotes or dollar signs that were meant for the file around it",
  why: "Traefik takes them for a part of the value: the right password is refused, or the option means something else.",
  premises: { precondition: "none", impact: "container", qualifiers: ["availability-only"] },
  references: [
    page(
      "Traefik: BasicAuth",
      "https://doc.traefik.io/traefik/reference/routing-configuration/http/middlewares/basicauth/",
    ),
    page("Compose: interpolation", "https://docs.docker.com/reference/compose-file/interpolation/"),
  ],
  remedy:
    "Double the $ of a hash in a compose file and nowhere else, and leave out quotes within a value; or name a usersFile.",
  cure: "The value may be a secret, so nothing of it is written down again.",
  appliesTo: (container) => spoken(container).length > 0 || "no label speaks to Traefik",
  *check(container) {
    yield* each(spoken(container), (label): Offence | undefined => {
      const wrong = whatIsWrong(label);
      return wrong === undefined
        ? undefined
        : { at: `${label.at}.value`, detail: nameOf(label.key), message: `the label ${nameOf(label.key)} ${wrong}` };
    });
  },
});

function spoken({ labels }: Container): Label[] {
  return labels.filter(({ key }) => /^traefik\./i.test(key));
}

function nameOf(key: string): string {
  return /^[\w.[\]-]{1,120}$/.test(key) ? key : "with unusual characters";
}

function whatIsWrong({ key, value }: Label): string | undefined {
  const text = value.trim();
  if (text.length > 1 && /^(["'])[\s\S]*\1$/.test(text))
    return "has quotes around its value, which become a part of it";
  const kind = USERS.exec(key)?.[1]?.toLowerCase();
  if (kind === undefined || text === "") return undefined;
  const wrong = text.split(",").some((user) => !(kind === "basicauth" ? isBasic(user.trim()) : isDigest(user.trim())));
  return wrong ? "holds a user whose password is no hash, as when its $ were doubled or lost" : undefined;
}

function isBasic(user: string): boolean {
  const colon = user.indexOf(":");
  return colon > 0 && HASH.test(user.slice(colon + 1));
}

function isDigest(user: string): boolean {
  const parts = user.split(":");
  return parts.length === 3 && DIGEST.test(parts[2] as string);
}
