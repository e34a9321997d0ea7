/* Ticks in the table of lessons, and the link to where a reader stopped. What the lessons keep in this browser is read
   here and never written. Begun: any question of the lesson is answered. Finished: every check is answered, or something
   stands in the exit ticket. Where the browser keeps nothing, the page stays as it is. */
(() => {
  const KEYS = "isotretinoin/answers/1/";
  const data = document.querySelector(".iso-progress");
  const start = document.querySelector(".iso-start");
  const rows = [...document.querySelectorAll(".iso-lessons tbody tr")];
  if (!data || !start) return;
  const lessons = JSON.parse(data.dataset.lessons);

  const record = (lesson, id) => {
    try {
      return JSON.parse(localStorage.getItem(`${KEYS}${lesson}/${id}`));
    } catch {
      return null; // no storage, or an entry that is no record
    }
  };
  const answered = (one) => Boolean(one && (one.result || one.attempts?.length || one.committed));
  const written = (one) => Array.isArray(one?.answer) && one.answer.some((text) => String(text).trim());

  const stateOf = ({ lesson, asked, checks }) => {
    const kept = new Map(asked.map((id) => [id, record(lesson, id)]).filter(([, one]) => answered(one)));
    const exit = record(lesson, `exit-${lesson}`);
    const times = [...kept.values(), written(exit) ? exit : null].map((one) => one?.at ?? "");
    return {
      begun: kept.size > 0 || written(exit),
      finished: written(exit) || (checks.length > 0 && checks.every((id) => kept.has(id))),
      last: times.sort().pop(),
    };
  };

  const mark = (row, { begun, finished }) => {
    row.querySelector(".iso-tick")?.remove();
    if (!begun) return;
    const tick = document.createElement("span");
    tick.className = "iso-tick";
    tick.textContent = finished ? "✓ finished" : "begun";
    (row.cells[1].querySelector("p") ?? row.cells[1]).append(" ", tick);
  };

  const goOn = (states) => {
    document.querySelector(".iso-go-on")?.remove();
    const begun = states.filter((state) => state.begun).sort((one, other) => (one.last < other.last ? -1 : 1));
    const stopped = begun.length ? states.indexOf(begun.at(-1)) : -1;
    if (stopped < 0) return;
    // A lesson that is finished leads to the next one that is not.
    const next = states[stopped].finished ? states.findIndex((state, at) => at > stopped && !state.finished) : stopped;
    const target = rows[next]?.querySelector("a"); // a class may build a few lessons alone
    if (!target) return;
    const link = document.createElement("a");
    link.className = "iso-go-on";
    link.href = target.href;
    link.textContent = `Go on with lesson ${Number(lessons[next].lesson)}`;
    start.querySelector("p").append(" ", link);
  };

  // Coming back with the browser's own button shows the page as it was left.
  addEventListener("pageshow", () => {
    const states = lessons.map(stateOf);
    rows.forEach((row, at) => mark(row, states[at]));
    goOn(states);
  });
})();
