import test from "ava";
import { inRanges } from "../../model/address.ts";
import { levelOf } from "../../policies/packs/pack.ts";
import { RULES } from "../../policies/rules/index.ts";
import { SettingsError } from "../../policies/settings/document.ts";
import { defaultSettings, readSettings } from "../../policies/settings/settings.ts";

const ids = new Set(RULES.map(({ id }) => id));
const read = (text: string) => readSettings("readiness.yaml", text, ids);

test("settings choose the profile, the VPN ranges and the level of a rule", (t) => {
  const settings = read(
    "profile: strict\nvpn: [10.8.0.0/24, fd00::/8]\nrules:\n  port-on-every-address: {level: advisory, because: a lab}\n",
  );
  t.is(settings.pack.name, "strict");
  t.true(inRanges(settings.context.vpn, "10.8.0.7"));
  t.true(inRanges(settings.context.vpn, "fd12::1"));
  t.false(inRanges(settings.context.vpn, "100.64.0.1"));
  const rule = RULES.find(({ id }) => id === "port-on-every-address");
  t.is(rule && levelOf(settings.pack, rule), "advisory");
});

test("settings list the registries, labels and control groups that rules are judged by", (t) => {
  const { context } = read("registries: [docker.io]\nlabels: [owner, project]\ncgroup-parents: [/batch]\n");
  t.deepEqual(context.registries, ["docker.io"]);
  t.deepEqual(context.labels, ["owner", "project"]);
  t.deepEqual(context.cgroupParents, ["/batch"]);
  t.is(read("profile: strict\n").context.registries, undefined);
});

test("another profile on the command line leaves the team's own levels in force", (t) => {
  const text = "profile: default\nrules:\n  image-tag-moving: {level: mandatory, because: it broke us}\n";
  const { pack } = readSettings("readiness.yaml", text, ids, "strict");
  t.is(pack.name, "strict");
  t.is(pack.overrides["image-tag-moving"]?.because, "it broke us");
  t.throws(() => readSettings("readiness.yaml", text, ids, "strickt"), { instanceOf: SettingsError });
  t.throws(() => defaultSettings("strickt"), { instanceOf: SettingsError });
});

test("an empty file of settings is the default", (t) => {
  t.is(read("").pack.name, "default");
});

for (const [mistake, text, says] of [
  ["a setting that does not exist", "profil: strict\n", /readiness\.yaml:1:\d+ profil is no setting/],
  ["a profile that does not exist", "profile: strickt\n", /profile names no profile/],
  [
    "a rule that does not exist",
    "rules:\n  port-on-evry-address: {level: disabled, because: x y z}\n",
    /readiness\.yaml:2:\d+ rules\.port-on-evry-address names no rule/,
  ],
  ["a level that does not exist", "rules:\n  privileged: {level: off, because: x}\n", /has no level/],
  ["a changed level without its reason", "rules:\n  privileged: {level: disabled}\n", /because/],
  [
    "a choice with a field that does not exist",
    "rules:\n  privileged: {levl: disabled}\n",
    /rules\.privileged\.levl is not part of a choice/,
  ],
  ["a range that is none", "vpn: [100.64.0.0/33]\n", /100\.64\.0\.0\/33/],
  ["a text where a list of names belongs", "registries: docker.io\n", /registries is not a list of names/],
  ["a list of names with something else in it", "labels: [[a]]\n", /labels.* is not a name/],
  ["a list where a text belongs", "waivers: [a]\n", /waivers is not/],
  ["no map at all", "- profile\n", /is not a map/],
  ["no YAML", "profile: [\n", /is not valid YAML/],
  ["the same key twice", "profile: strict\nprofile: default\n", /is not valid YAML/],
] as const)
  test(`settings with ${mistake} are an error that names the place`, (t) => {
    t.throws(() => read(text), { instanceOf: SettingsError, message: says });
  });
