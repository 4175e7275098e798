import test from "ava";
import type { Mount } from "../../../model/container.ts";
import { cleanPath } from "../../../model/path.ts";
import { one, stackOf, unknownPath } from "./reading.ts";

const rest = "volumes: {data: , shared: {external: true}, named: {name: real}}\n";
const mounts = (yaml: string) => one(`image: x\n    ${yaml}`, { rest }).mounts;
const facts = ({ type, source, target, readOnly, propagation, options }: Mount) =>
  [type, source, target, readOnly, propagation, options].map((fact) => fact ?? "-").join(" ");

test("short syntax tells binds from volumes, and volumes go by their real names", (t) => {
  const written: [string, string][] = [
    ["data:/d", "volume web_data /d false - -"],
    ["shared:/d:ro", "volume shared /d true - -"],
    ["named:/d:rw,nocopy", "volume real /d false - -"],
    ["/anonymous/", "volume - /anonymous false - -"],
    ["/var/run/docker.sock:/var/run/docker.sock:ro", "bind /var/run/docker.sock /var/run/docker.sock true - -"],
    ["/etc//x/../:/d/:ro,rslave", "bind /etc /d true rslave -"],
    ["./conf/:/d", "bind ./conf /d false - -"],
    ["../x:/d:z", "bind ../x /d false - -"],
    ["~/a/../b:/d", "bind ~/b /d false - -"],
    ["~:/d", "bind ~ /d false - -"],
  ];
  for (const [text, expected] of written) t.deepEqual(mounts(`volumes: ["${text}"]`).map(facts), [expected], text);
});

test("long syntax says the same in words", (t) => {
  t.deepEqual(
    mounts(`volumes:
      - {type: bind, source: /run/, target: /host/run, read_only: true, bind: {propagation: shared}}
      - {type: volume, source: data, target: /d}
      - {type: volume, target: /anonymous}
      - {type: tmpfs, target: /t, tmpfs: {size: 64m, mode: 1777}}`).map(facts),
    [
      "bind /run /host/run true shared -",
      "volume web_data /d false - -",
      "volume - /anonymous false - -",
      "tmpfs - /t false - size=64m,mode=1777",
    ],
  );
});

test("tmpfs is a mount with the options as they are written", (t) => {
  t.deepEqual(mounts("tmpfs: /run").map(facts), ["tmpfs - /run false - -"]);
  t.deepEqual(mounts('tmpfs: ["/a:exec,size=1m", "/b:ro"]').map(facts), [
    "tmpfs - /a false - exec,size=1m",
    "tmpfs - /b true - ro",
  ]);
});

test("use_api_socket is a mount of the engine's socket", (t) => {
  t.deepEqual(mounts("use_api_socket: true").map(facts), ["bind /var/run/docker.sock /var/run/docker.sock false - -"]);
  t.deepEqual(mounts("use_api_socket: false"), []);
});

test("the mounts of another container are unknown, not absent", (t) => {
  const [mount] = mounts("volumes_from: [other]");
  t.is(
    unknownPath(() => mount?.source),
    "services.web.volumes_from[0]",
  );
});

test("a variable in a source hides the source and leaves the target", (t) => {
  const [path, bare, mode] = mounts(`volumes: ["\${ROOT}/db:/d:ro", "\${ROOT}:/d", "/a:/b:\${MODE}"]`);
  t.deepEqual([path?.type, path?.target, path?.readOnly], ["bind", "/d", true]);
  t.is(
    unknownPath(() => path?.source),
    "services.web.volumes[0]",
  );
  t.is(
    unknownPath(() => bare?.type),
    "services.web.volumes[1]",
  );
  t.is(
    unknownPath(() => mode?.readOnly),
    "services.web.volumes[2]",
  );
});

test("a volume that nobody declares, a type that nobody knows and a mount without a target are problems", (t) => {
  const { containers, problems } = stackOf(
    "image: x\n    volumes: [ghost:/d, {type: image, source: a, target: /b}, {type: bind, source: /a}, ':/d', 'a:b:c:d']",
  );
  t.is(problems.length, 5);
  const [ghost, foreign, aimless] = containers[0]?.mounts ?? [];
  t.is(
    unknownPath(() => ghost?.source),
    "services.web.volumes[0]",
  );
  t.is(
    unknownPath(() => foreign?.type),
    "services.web.volumes[1].type",
  );
  t.is(
    unknownPath(() => aimless?.target),
    "services.web.volumes[2]",
  );
});

test("cleaning a path never changes what it is relative to", (t) => {
  const paths: [string, string][] = [
    ["/", "/"],
    ["//", "/"],
    ["/a/", "/a"],
    ["/a/./b//c/..", "/a/b"],
    ["/../etc", "/etc"],
    [".", "."],
    ["./", "."],
    ["./a/../../b", "../b"],
    ["~/", "~"],
    ["~/../root", "~/../root"],
    ["~user/x/", "~user/x"],
  ];
  for (const [written, clean] of paths) t.is(cleanPath(written), clean, written);
});
