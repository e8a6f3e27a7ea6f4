"use strict";
(function () {
  const { documents, samples } = JSON.parse(document.getElementById("payload").textContent);
  const form = document.getElementById("filters");
  const list = document.getElementById("list");
  const status = document.getElementById("shown");
  const more = document.getElementById("more");
  const PAGE = 50;
  let limit = PAGE;

  function make(tag, kind, text) {
    const element = document.createElement(tag);
    if (kind) element.className = kind;
    if (text !== undefined) element.textContent = text;
    return element;
  }

  function lines(title, all) {
    const part = make("div");
    if (!all.length) return part;
    if (title) part.append(make("h3", "", title));
    const items = make("ul", "quiet");
    for (const line of all) items.append(make("li", "", line));
    part.append(items);
    return part;
  }

  // A citation is a button; the words it cites are a mark in the source. Each lights the other.
  function cite(citation, places) {
    const button = make("button", "cite", String(citation.n));
    button.type = "button";
    button.title = citation.quote;
    if (citation.document_id === null) {
      button.disabled = true;
      button.title = "not located: " + citation.quote;
      return button;
    }
    const place = { id: citation.document_id, start: citation.start, end: citation.end, marks: [], button };
    places.push(place);
    button.addEventListener("click", () => light(place, places));
    return button;
  }

  function light(place, places) {
    for (const other of places) for (const mark of other.marks) mark.classList.remove("lit");
    for (const mark of place.marks) mark.classList.add("lit");
    if (place.marks.length) place.marks[0].scrollIntoView({ block: "nearest" });
  }

  function outputOf(sample, places) {
    const side = make("div", "output");
    side.append(make("h3", "", "Output"));
    if (sample.error) side.append(make("p", "failed", sample.error));
    for (const fault of sample.faults) side.append(make("p", "failed", fault));
    const result = sample.result;
    if (result) {
      if (result.refused) side.append(make("p", "", "Refused: " + (result.refusal_reason || "")));
      for (const claim of result.claims) {
        const line = make("p", "", claim.text + " ");
        for (const citation of claim.citations) line.append(cite(citation, places));
        if (claim.support !== "supported") line.append(make("span", "state", " " + [claim.support, ...claim.reasons].join("; ")));
        side.append(line);
      }
      for (const stance of result.stances) {
        const line = make("p", "", stance.speaker.name + ": " + stance.label + ": " + stance.target + " ");
        for (const citation of stance.citations) line.append(cite(citation, places));
        side.append(line);
      }
      if (!result.claims.length && !result.stances.length && !result.refused) side.append(make("p", "state", "Nothing was shown."));
      for (const rejected of result.rejected) {
        const line = make("p", "");
        line.append(make("span", "rejected", rejected.text), make("span", "state", " " + rejected.reason));
        side.append(line);
      }
    }
    sample.attributions.forEach((row, at) => {
      const name = row.speaker && row.speaker.name ? row.speaker.name : "(nobody named)";
      const line = make("p", "", name + ": " + row.text + " ");
      const n = at + 1;
      for (const [start, end] of row.spans) line.append(cite({ n, quote: row.text, document_id: sample.documents[row.document], start, end }, places));
      side.append(line);
    });
    side.append(lines("Labels", sample.gold));
    const figures = make("details");
    figures.append(make("summary", "state", "Figures"));
    figures.append(lines("", Object.entries(sample.figures).map(([name, value]) => name + " " + value)));
    side.append(figures);
    return side;
  }

  // Offsets are code points, so the text is cut as an array of them.
  function sourceOf(sample, places) {
    const side = make("div");
    for (const id of sample.documents) {
      const source = documents[id];
      side.append(make("h3", "", source.title || "Source"));
      const box = make("div", "source");
      box.tabIndex = 0;
      const text = Array.from(source.text);
      const here = places.filter((place) => place.id === id);
      const cuts = [...new Set([0, text.length, ...here.flatMap((place) => [place.start, place.end])])].sort((a, b) => a - b);
      for (let at = 0; at + 1 < cuts.length; at++) {
        const words = text.slice(cuts[at], cuts[at + 1]).join("");
        const over = here.filter((place) => place.start <= cuts[at] && cuts[at + 1] <= place.end);
        if (!over.length) {
          box.append(words);
          continue;
        }
        const mark = make("mark", "", words);
        for (const place of over) place.marks.push(mark);
        mark.addEventListener("click", () => light(over[0], places));
        box.append(mark);
      }
      side.append(box);
    }
    return side;
  }

  function sampleOf(sample) {
    const box = make("details", "sample");
    const head = make("summary");
    head.append(make("span", "outcome " + sample.outcome, sample.outcome));
    head.append(make("span", "asked", sample.question || sample.id));
    head.append(make("span", "where", [sample.suite, sample.id, ...sample.classes].join(" · ")));
    box.append(head);
    box.addEventListener("toggle", () => {
      if (!box.open || box.querySelector(".sides")) return;
      const places = [];
      const sides = make("div", "sides");
      const output = outputOf(sample, places);
      sides.append(sourceOf(sample, places), output);
      box.append(sides);
    });
    return box;
  }

  function words(sample) {
    const result = sample.result || { claims: [], stances: [] };
    return [sample.id, sample.question || "", ...result.claims.map((claim) => claim.text)].join(" ").toLowerCase();
  }

  function show() {
    const wanted = new FormData(form);
    const said = String(wanted.get("words")).trim().toLowerCase();
    const found = samples.filter(
      (sample) =>
        (!wanted.get("suite") || sample.suite === wanted.get("suite")) &&
        (!wanted.get("class") || sample.classes.includes(wanted.get("class"))) &&
        (!wanted.get("outcome") || sample.outcome === wanted.get("outcome")) &&
        (!said || words(sample).includes(said)),
    );
    list.replaceChildren(...found.slice(0, limit).map(sampleOf));
    more.hidden = found.length <= limit;
    status.textContent = found.length + " of " + samples.length + " samples" + (more.hidden ? "" : ", the first " + limit + " shown");
  }

  form.addEventListener("input", () => { limit = PAGE; show(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  more.addEventListener("click", () => { limit += PAGE; show(); });
  show();
})();
