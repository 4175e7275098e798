import test from "ava";
import { ranges } from "../../../model/address.ts";
import { admitsEveryone, outside, parseEntries } from "../../../model/routes/address-list.ts";

const entries = (...texts: string[]) => {
  const parsed = parseEntries(texts);
  if (parsed === undefined) throw new Error("not a list");
  return parsed;
};

test("a list that names every IPv4 or every IPv6 address admits everyone", (t) => {
  t.true(admitsEveryone(entries("0.0.0.0/0")));
  t.true(admitsEveryone(entries("10.0.0.0/8", "::/0")));
});

test("a list that names every address in pieces admits everyone as well", (t) => {
  t.true(admitsEveryone(entries("128.0.0.0/2", "0.0.0.0/1", "192.0.0.0/2")));
  t.true(admitsEveryone(entries("8000::/1", "::/1")));
});

test("a list that leaves out a single piece does not admit everyone", (t) => {
  t.false(admitsEveryone(entries("0.0.0.0/1", "192.0.0.0/2")));
  t.false(admitsEveryone(entries("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")));
  t.false(admitsEveryone(entries("::1/128", "fd00::/8")));
});

test("ranges within the VPN and the loopback are no strangers", (t) => {
  const vpn = ranges(["100.64.0.0/10", "fd7a:115c:a1e0::/48"]);
  t.deepEqual(outside(entries("100.64.0.0/10", "100.100.1.0/24", "127.0.0.1", "::1", "fd7a:115c:a1e0::53"), vpn), []);
});

test("a range that is wider than the VPN is a stranger even where it begins in the VPN", (t) => {
  const vpn = ranges(["100.64.0.0/10"]);
  const strangers = outside(entries("100.64.0.0/9", "172.17.0.0/16", "127.0.0.0/7"), vpn);
  t.deepEqual(
    strangers.map(({ text }) => text),
    ["100.64.0.0/9", "172.17.0.0/16", "127.0.0.0/7"],
  );
});

test("what is neither an address nor a range makes the list unreadable, and so does an empty list", (t) => {
  for (const text of [
    "10.0.0.0/33",
    "10.0.0.0/8/9",
    "host.example",
    "10.0.0.0/-1",
    "",
    "fe80::1%eth0",
    "1".repeat(1e6),
  ])
    t.is(parseEntries([text]), undefined, text.slice(0, 20));
  t.is(parseEntries([]), undefined);
});

test("IPv6 addresses in every spelling are read as the numbers they are", (t) => {
  t.true(admitsEveryone(entries("0:0:0:0:0:0:0:0/1", "8000:0:0:0:0:0:0:0/1")));
  t.false(admitsEveryone(entries("::ffff:0.0.0.0/96")));
});
