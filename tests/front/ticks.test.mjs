// Ticks beside those of d3, of which the tests have a copy and the pages none.
import assert from "node:assert/strict";
import { test } from "node:test";

const { ticks } = await import(new URL("../../src/isotretinoin/front/scale.js", import.meta.url));
const d3 = await import(process.env.D3_ARRAY);

test("ticks stand where d3 puts them, for twenty thousand axes", () => {
  let seed = 1;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  for (let n = 0; n < 20_000; n += 1) {
    const low = (random() - 0.5) * 10 ** (random() * 8 - 4);
    const high = low + 10 ** (random() * 8 - 4);
    const count = Math.floor(2 + random() * 12);
    const [ours, theirs] = [ticks(low, high, count), d3.ticks(low, high, count)];
    const where = `between ${low} and ${high}, about ${count}`;
    assert.equal(ours.length, theirs.length, where);
    ours.forEach((value, k) => assert.ok(Math.abs(value - theirs[k]) <= 1e-9 * Math.abs(high - low), where));
  }
});
