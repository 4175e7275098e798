import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import test, { type ExecutionContext } from "ava";
import type { Report } from "../../policies/judge/compare.ts";
import { present } from "../engine/support/requirements.ts";
import { readiness } from "../support/cli.ts";
import { type Browser, startBrowser } from "./support/browser.ts";

const FILES = ["test/estates/as-found/master.yaml", "test/estates/as-found/lady.yaml"];
const PHONE = { width: 390, height: 844, deviceScaleFactor: 2, mobile: true };

/** The page over the estate as it was found, in a browser that ends with the test. */
async function opened(t: ExecutionContext): Promise<Browser | undefined> {
  t.timeout(180_000);
  const browser = present(t, await startBrowser());
  if (browser === undefined) return undefined;
  t.teardown(() => browser.close());
  const folder = mkdtempSync(join(tmpdir(), "readiness-page-"));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "report.html");
  writeFileSync(file, readiness(["check", ...FILES, "--format", "html"]).stdout);
  await browser.load(pathToFileURL(file).href);
  return browser;
}

/** What a person would see in the console, and everything that was asked for besides the page itself. */
function complaints({ events }: Browser): unknown[] {
  return events.flatMap(({ method, params }): unknown[] => {
    if (["Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"].includes(method)) return [params];
    if (method !== "Network.requestWillBeSent") return [];
    const { request, type } = params as { request: { url: string }; type: string };
    return type === "Document" && request.url.startsWith("file:") ? [] : [request.url];
  });
}

test.serial(
  "the page of the estate as it was found opens without a word in the console and fetches nothing",
  async (t) => {
    const browser = await opened(t);
    if (browser === undefined) return;
    t.deepEqual(complaints(browser), []);
    t.is(await browser.evaluate("document.title"), "Readiness: the declaration does not hold");
    t.is(await browser.evaluate("document.compatMode"), "CSS1Compat");
    // The same listener hears a page that does complain.
    await browser.load("data:text/html,<img src='https://example.invalid/x.png'><script>console.warn(1)</script>");
    t.true(complaints(browser).length >= 2);
  },
);

test.serial("every finding of the report is on the page, and nothing else is", async (t) => {
  const browser = await opened(t);
  if (browser === undefined) return;
  const { findings } = JSON.parse(readiness(["check", ...FILES, "--format", "json"]).stdout) as Report;
  t.is(await browser.evaluate("document.querySelectorAll('.finding').length"), findings.length);
  const lost = `[...document.querySelectorAll("a[href^='#']")].filter((one) => document.getElementById(one.hash.slice(1))?.querySelector("h3").textContent !== one.querySelector("bdi").textContent).length`;
  t.is(await browser.evaluate(lost), 0);
  t.true(((await browser.evaluate(`document.querySelectorAll("a[href^='#']").length`)) as number) > 40);
  t.is(await browser.evaluate("document.querySelectorAll('script, img, link, iframe').length"), 0);
});

for (const scheme of ["light", "dark"])
  test.serial(`at the width of a phone nothing sticks out to the side, in the ${scheme} scheme`, async (t) => {
    const browser = await opened(t);
    if (browser === undefined) return;
    await browser.send("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: scheme }] });
    await browser.send("Emulation.setDeviceMetricsOverride", PHONE);
    await browser.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
    t.is(await browser.evaluate("innerWidth"), PHONE.width);
    t.is(await browser.evaluate("document.documentElement.scrollWidth"), PHONE.width);
    const beyond = `[...document.body.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > ${PHONE.width} + 0.5).map((one) => one.outerHTML.slice(0, 200))`;
    t.deepEqual(await browser.evaluate(beyond), []);
    t.deepEqual(await browser.evaluate(`(${tooFaint})()`), []);
  });

test.serial("the page prints to paper, with what is folded on the screen", async (t) => {
  const browser = await opened(t);
  if (browser === undefined) return;
  const { data } = await browser.send("Page.printToPDF", { printBackground: true });
  const pdf = Buffer.from(data as string, "base64");
  t.is(pdf.subarray(0, 5).toString(), "%PDF-");
  t.true(pdf.length > 20_000);
  await browser.send("Emulation.setEmulatedMedia", { media: "print" });
  const hidden = `[...document.querySelectorAll("details > :not(summary)")].filter((one) => one.getBoundingClientRect().height === 0).length`;
  t.is(await browser.evaluate(hidden), 0);
});

/** Texts whose contrast to their ground is less than 4.5 to 1, as WCAG 2.2 measures it (1.4.3). */
const tooFaint = `() => {
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map((part) => {
      const value = part / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const groundOf = (one) => {
    for (let at = one; at; at = at.parentElement) {
      const ground = getComputedStyle(at).backgroundColor;
      if (!/, 0\\)$/.test(ground)) return ground;
    }
    return "rgb(255, 255, 255)";
  };
  const texts = [...document.body.querySelectorAll("*")].filter((one) =>
    [...one.childNodes].some((child) => child.nodeType === 3 && child.data.trim() !== ""));
  return texts.filter((one) => {
    const [a, b] = [light(getComputedStyle(one).color), light(groundOf(one))].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05) < 4.5;
  }).map((one) => one.outerHTML.slice(0, 120));
}`;
