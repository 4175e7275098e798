import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import test from "ava";
import { written } from "../../../reports/verification/index.ts";
import { pointOf } from "../../../reports/verification/trend.ts";
import { present } from "../../engine/support/requirements.ts";
import { startBrowser } from "../support/browser.ts";
import { MIXED, READY } from "./support.ts";

const PHONE = { width: 390, height: 844, deviceScaleFactor: 2, mobile: true };
const LONG = "a-container-with-a-name-that-is-much-longer-than-any-phone-is-wide-and-holds-no-space".repeat(2);

/** With names that want to stick out. */
const WIDE = {
  ...MIXED,
  hosts: MIXED.hosts.map((host) => ({
    ...host,
    containers: [...host.containers, { name: LONG, image: null, state: "fail" as const }],
    routes: host.routes.map((route) => ({ ...route, url: `${route.url}${LONG}` })),
    backups: host.backups.map((one) => ({ ...one, source: `${one.source}${LONG}`, why: [...one.why, LONG, "b"] })),
  })),
};

test.serial(
  "the page of a run fits a phone in both schemes, prints, complains of nothing and fetches nothing",
  async (t) => {
    t.timeout(180_000);
    const browser = present(t, await startBrowser());
    if (browser === undefined) return;
    t.teardown(() => browser.close());
    const folder = mkdtempSync(join(tmpdir(), "readiness-run-"));
    t.teardown(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, "readiness.html");
    writeFileSync(file, written(WIDE, "html", [pointOf(READY), pointOf(MIXED)]));
    await browser.send("Emulation.setDeviceMetricsOverride", PHONE);
    for (const scheme of ["light", "dark"]) {
      await browser.send("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: scheme }] });
      await browser.load(pathToFileURL(file).href);
      await browser.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
      t.is(await browser.evaluate("document.documentElement.scrollWidth"), PHONE.width, scheme);
      const beyond = `[...document.body.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > ${PHONE.width} + 0.5).map((one) => one.outerHTML.slice(0, 120))`;
      t.deepEqual(await browser.evaluate(beyond), [], scheme);
    }
    t.is(await browser.evaluate("document.title"), "Readiness: the estate is not ready");
    t.is(await browser.evaluate("document.querySelectorAll('script, img, link, iframe').length"), 0);
    t.is(await browser.evaluate("document.querySelectorAll('svg.bar').length"), 8);
    const spoken = browser.events.filter(({ method }) =>
      ["Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"].includes(method),
    );
    t.deepEqual(spoken, []);
    const fetched = browser.events
      .filter(({ method }) => method === "Network.requestWillBeSent")
      .map(({ params }) => (params.request as { url: string }).url);
    t.true(
      fetched.every((url) => url.startsWith("file:")),
      fetched.join(" "),
    );
    await browser.send("Emulation.setEmulatedMedia", { media: "print" });
    const hidden = `[...document.querySelectorAll("details > :not(summary)")].filter((one) => one.getBoundingClientRect().height === 0).length`;
    t.is(await browser.evaluate(hidden), 0);
  },
);
