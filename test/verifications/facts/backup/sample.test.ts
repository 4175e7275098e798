import test from "ava";
import fc from "fast-check";
import { sampleOf } from "../../../../verifications/facts/backup/sample.ts";

const archivesOf = (...series: string[]) => series.map((name, index) => ({ id: `${index}`, paths: [`/${name}`] }));
const idsOf = (...series: string[]) => sampleOf(archivesOf(...series), 100).map(({ id }) => id);

test("the newest archive of each data is looked into first, then the one before it, then the newest of all", (t) => {
  t.deepEqual(idsOf("a", "a", "a", "b", "b", "b", "a", "c"), ["0", "3", "7", "1", "4", "2"]);
});

test("however many archives others have, the newest of each data is among those looked into where there is room for it", (t) => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 9 }), { maxLength: 60 }), fc.integer({ min: 10, max: 40 }), (series, most) => {
      const archives = archivesOf(...series.map(String));
      const sample = sampleOf(archives, most);
      const isIn = ({ id }: (typeof archives)[number]) => sample.some((one) => one.id === id);
      for (const name of new Set(series)) {
        const newest = archives.find(({ paths }) => paths[0] === `/${name}`);
        t.true(newest !== undefined && isIn(newest));
      }
      t.true(sample.length <= most);
      t.is(new Set(sample).size, sample.length);
    }),
  );
});
