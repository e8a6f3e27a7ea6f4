
"use strict";
(() => {
  const pane = document.getElementById("pane");
  const back = document.getElementById("back");
  const spoken = document.getElementById("spoken");
  if (!pane) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let origin = null;

  const words = (text) => (text || "").split(" ").filter(Boolean);
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const passages = (n) => all(`mark[data-c~="${n}"]`);
  const statements = (n) => all(`[data-uses~="${n}"]`);

  const clear = () => {
    for (const element of all(".lit")) element.classList.remove("lit");
    back.hidden = true;
  };

  const light = (numbers) => {
    clear();
    for (const n of numbers) {
      for (const element of passages(n)) element.classList.add("lit");
      for (const element of statements(n)) element.classList.add("lit");
      for (const element of all(`a.mark[data-n="${n}"]`)) element.classList.add("lit");
    }
  };

  const show = (element) => {
    const far = Math.abs(element.getBoundingClientRect().top) > 4 * innerHeight;
    const behavior = calm.matches || far ? "instant" : "smooth";
    const scrolls = getComputedStyle(pane).overflowY === "auto";
    if (scrolls && pane.contains(element)) {
      const offset = element.getBoundingClientRect().top - pane.getBoundingClientRect().top;
      pane.scrollTo({ top: pane.scrollTop + offset - pane.clientHeight / 3, behavior });
      const box = pane.getBoundingClientRect();
      if (box.top > innerHeight / 2 || box.bottom < innerHeight / 2) pane.scrollIntoView({ block: "start", behavior });
    } else {
      element.scrollIntoView({ block: "center", behavior });
    }
    element.focus({ preventScroll: true });
  };

  const toSource = (n, from) => {
    const first = passages(n)[0];
    if (!first) return false;
    light([n]);
    origin = from;
    back.hidden = !from || (getComputedStyle(pane).overflowY === "auto" && from.closest(".columns") !== null);
    show(first);
    history.replaceState(null, "", `#c${n}`);
    spoken.textContent = `Source ${n} in its text`;
    return true;
  };

  const toStatements = (numbers) => {
    const resting = numbers.flatMap(statements);
    light(numbers);
    if (resting.length === 0) return;
    show(resting.find((element) => element.closest(".said")) || resting[0]);
    const count = new Set(resting).size;
    spoken.textContent = count === 1 ? "1 statement rests on it" : `${count} statements rest on it`;
  };

  const home = () => {
    const to = origin;
    origin = null;
    clear();
    if (to) show(to);
  };

  document.addEventListener("click", (event) => {
    const mark = event.target.closest("a.mark");
    if (mark) {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      if (toSource(mark.dataset.n, mark)) event.preventDefault();
      return;
    }
    const passage = event.target.closest("mark[data-c]");
    if (passage && String(getSelection()) === "") toStatements(words(passage.dataset.c));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return home();
    const passage = event.target.closest && event.target.closest("mark[data-c]");
    if (!passage || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    toStatements(words(passage.dataset.c));
  });
  back.addEventListener("click", home);

  const asked = /^#c(\d+)$/.exec(location.hash);
  if (asked) toSource(asked[1], null);
})();
