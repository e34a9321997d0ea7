// The parts of explorables that need no page: scales, motion, numbers in pictures, columns, states and addresses.
import assert from "node:assert/strict";
import { test } from "node:test";

const SOURCE = new URL("../../src/isotretinoin/", import.meta.url);
const load = (path) => import(new URL(path, SOURCE));

const { linear, logarithmic, named, spell, ticks } = await load("front/scale.js");
const { between, ease, run, still } = await load("front/motion.js");
const { apart, written } = await load("explore/morph.js");
const { readColumn, tellValue } = await load("explore/columns.js");
const { placesOf, position, stateNumber, whyIdle } = await load("explore/controls.js");
const { readQuery, writeQuery } = await load("explore/address.js");
const { placePanels } = await load("explore/scenes.js");
const { distanceTo } = await load("explore/marks.js");
const { stackNames } = await load("front/axis.js");

test("ticks are those of d3-array 3.2.5", () => {
  const known = [
    [[0, 1, 10], [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]],
    [[0, 10, 4], [0, 2, 4, 6, 8, 10]],
    [[-10, 10, 5], [-10, -5, 0, 5, 10]],
    [[0.3, 0.7, 3], [0.3, 0.4, 0.5, 0.6, 0.7]],
    [[2.2, 14.9, 6], [4, 6, 8, 10, 12, 14]],
    [[0, 12625, 5], [0, 2000, 4000, 6000, 8000, 10000, 12000]],
    [[1e-5, 9e-5, 4], [0.00002, 0.00004, 0.00006, 0.00008]],
    [[0, 2.2, 4], [0, 0.5, 1, 1.5, 2]],
    [[-0.4, 1.1, 7], [-0.4, -0.2, 0, 0.2, 0.4, 0.6, 0.8, 1]],
  ];
  for (const [[low, high, count], expected] of known) assert.deepEqual(ticks(low, high, count), expected);
  assert.deepEqual(ticks(3, 3, 5), [3]);
});

test("a linear scale goes there and back, upside down too", () => {
  const scale = linear([0, 8], [300, 20]);
  assert.equal(scale.at(0), 300);
  assert.equal(scale.at(8), 20);
  assert.equal(scale.at(4), 160);
  assert.equal(scale.value(160), 4);
  assert.deepEqual(scale.ticks(4), [[300, "0"], [230, "2"], [160, "4"], [90, "6"], [20, "8"]]);
});

test("a logarithmic scale has ticks at powers, and at 2 and 5 where there is room", () => {
  const scale = logarithmic([0.01, 100], [0, 400]);
  assert.equal(scale.at(1), 200);
  assert.ok(Math.abs(scale.value(300) - 10) < 1e-9);
  assert.deepEqual(scale.ticks(4).map(([, text]) => text), ["0.01", "0.1", "1", "10", "100"]);
  assert.deepEqual(logarithmic([1, 100], [0, 400]).ticks(6).map(([, text]) => text), ["1", "2", "5", "10", "20", "50", "100"]);
});

test("names stand in the middle of their stretch", () => {
  const scale = named(["a", "b"], [0, 100]);
  assert.deepEqual(scale.ticks(9), [[25, "a"], [75, "b"]]);
  assert.equal(scale.at("b"), 75);
  assert.equal(scale.at(0.5), 50);
  assert.equal(scale.value(99), "b");
  assert.equal(scale.step, 50);
});

test("numbers have the minus of print and no minus zero", () => {
  assert.equal(spell(-1.5), "−1.5");
  assert.equal(spell(-0.0001, 2), "0.00");
  assert.equal(spell(0.1 + 0.2), "0.3");
  assert.equal(spell(2, 2), "2.00");
});

test("a run starts at the old place, ends at the new one, and can be ended at once", () => {
  const seen = [];
  let done = 0;
  const steps = [];
  const how = { lasts: 100, clock: (step) => steps.push(step), now: () => 0, done: () => (done += 1) };
  run((share) => seen.push(share), how);
  steps.shift()(50);
  steps.shift()(120);
  assert.deepEqual(seen, [0, 0.5, 1]);
  assert.equal(steps.length, 0);
  assert.equal(done, 1);
  const end = run((share) => seen.push(share), how);
  end();
  end();
  steps.shift()(50);
  assert.deepEqual(seen.slice(3), [0, 1]);
  assert.equal(done, 2);
  assert.equal(ease(0) + ease(1) * 2 + ease(0.5) * 4, 4);
  assert.equal(between(2, 4, 0.25), 2.5);
  assert.equal(still(), true, "where there is no screen nothing moves");
});

test("numbers of a path move and its letters stay", () => {
  const [from, to] = ["M 0 -1.5 L 10 2e1", "M 4 0.5 L 20 40"].map(apart);
  assert.equal(from.form.join("#"), to.form.join("#"));
  const move = { form: to.form, from: from.numbers, to: to.numbers, value: "M 4 0.500 L 20 40" };
  assert.equal(written(move, 0), "M 0 -1.5 L 10 20");
  assert.equal(written(move, 0.5), "M 2 -0.5 L 15 30");
  assert.equal(written(move, 1), "M 4 0.500 L 20 40");
});

test("columns come as Python wrote them", () => {
  assert.deepEqual(readColumn([1, 2.5]), [1, 2.5]);
  assert.deepEqual(readColumn({ words: ["a", "b"], runs: [1, 2, 0, 1] }), ["b", "b", "a"]);
  assert.deepEqual(readColumn({ lines: "p\nq" }), ["p", "q"]);
  assert.deepEqual(readColumn({ data: "AAABAAACECc=", first: -256, decimals: 2 }), [-2.56, -2.55, 2.56, 97.44]);
  assert.equal(tellValue({ names: ["a", "b"] }, 1), "b");
  assert.equal(tellValue({ domain: [0, 1], decimals: 2 }, -0.5), "−0.50");
});

const choices = [
  { name: "silenced", kind: "radio", label: "Silencing", help: "", options: ["off", "on"], texts: ["off", "on"] },
  { name: "left", kind: "range", label: "Share left", help: "", options: [-0.1, 0.3, 0.5, 1], texts: ["−0.1", "0.3", "0.5", "1"] },
];

test("states are numbered as in Python", () => {
  assert.equal(stateNumber(choices, [1, 2]), 6);
  assert.equal(stateNumber(choices, [1, -1]), -1);
  assert.deepEqual(placesOf(choices, 6), [1, 2]);
  assert.equal(position(choices[1], 0.1 + 0.2), 1);
  assert.equal(position(choices[1], 7), -1);
});

test("a control that changes nothing says which other one would let it", () => {
  const same = [0, 0, 0, 0, 1, 2, 3, 4];
  assert.equal(whyIdle(choices, same, [0, 2], 1), "Changes nothing while “Silencing” is off.");
  assert.equal(whyIdle(choices, same, [1, 2], 1), "");
  assert.equal(whyIdle(choices, same, [0, 0], 0), "");
  assert.equal(whyIdle(choices, Array(8).fill(0), [0, 0], 0), "Changes nothing with the other choices as they are.");
});

test("an address holds what differs from the start, and leaves what others wrote", () => {
  const start = [0, 3];
  assert.equal(writeQuery("?q=1", "bench", choices, start, [1, 3]), "?q=1&bench.silenced=on");
  assert.equal(writeQuery("?bench.silenced=on", "bench", choices, start, start), "");
  const written = writeQuery("", "bench", choices, start, [1, 0]);
  assert.deepEqual(readQuery(written, "bench", choices, start), [1, 0]);
  assert.deepEqual(readQuery("?bench.left=-0.1", "bench", choices, start), [0, 0]);
  assert.deepEqual(readQuery("?bench.left=7&bench.silenced=maybe", "bench", choices, start), start);
  assert.deepEqual(readQuery(written, "other", choices, start), start);
});

test("panels stand in equal rows, or one below the other", () => {
  const panels = Array.from({ length: 4 }, () => ({ height: 100, share: 1, titles: [""], x: {}, y: {} }));
  const tops = (width) => placePanels(panels, width).places.map(({ top }) => top);
  assert.deepEqual(tops(1100), [0, 0, 0, 0]);
  assert.deepEqual(tops(800), [0, 0, 100, 100]);
  assert.deepEqual(tops(320), [0, 100, 200, 300]);
  const shared = placePanels([{ ...panels[0], share: 3 }, panels[1]], 800);
  assert.deepEqual(shared.places.map(({ width }) => width), [600, 200]);
});

test("a pointer inside a bar means the bar", () => {
  const mark = { kind: "bars", at: [10, 20, 30, 40] };
  assert.equal(distanceTo(mark, 25, 30), 0);
  assert.equal(distanceTo(mark, 43, 64), 25);
  assert.equal(distanceTo({ kind: "points", at: [0, 0] }, 3, 4), 25);
});

test("names below an axis that would touch stand on two storeys", () => {
  const size = (text) => text.length * 7;
  const names = ["patients", "cells", "animal"];
  assert.deepEqual(stackNames(names, 100, size), { lines: [["patients"], ["cells"], ["animal"]], lower: 0, deep: 1 });
  assert.deepEqual(stackNames(names, 40, size), { lines: [["patients"], ["cells"], ["animal"]], lower: 1, deep: 2 });
  assert.deepEqual(stackNames(["week one", "week two"], 40, size), { lines: [["week", "one"], ["week", "two"]], lower: 0, deep: 2 });
  assert.equal(stackNames([], 0, size).deep, 1);
});
