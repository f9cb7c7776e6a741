"use strict";
// Everything shown comes from the JSON in the page. Mails are shown in frames without scripts.
(() => {
  const content = JSON.parse(document.getElementById("content").textContent);
  const { boxes, mails, steps } = content;
  const seen = new Set();
  const state = { box: "", mail: -1, step: -1, shown: false };
  const at = (id) => document.getElementById(id);

  const make = (name, attributes = {}, ...inside) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key === "on") element.addEventListener("click", value);
      else if (value !== null && value !== false) element.setAttribute(key, value);
    }
    element.append(...inside);
    return element;
  };

  const initials = (name) => name.split(/\s+/).map((word) => word[0]).slice(0, 2).join("").toUpperCase();
  const hue = (name) => [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 360, 7);
  const face = (name) => {
    const circle = make("span", { class: "face", "aria-hidden": "true" }, initials(name));
    circle.style.background = name === "Accord" ? "#2f5d8a" : `hsl(${hue(name)} 28% 46%)`;
    return circle;
  };
  const named = (address) => address.replace(/\s*<[^>]*>/, "").replace(/^"|"$/g, "") || address;

  // --- mailboxes and their lists

  const showBoxes = () => at("boxes").replaceChildren(...boxes.map((box) => make("button",
    { type: "button", class: "box", "data-box": box.id, "aria-current": String(box.id === state.box), title: box.name, on: () => openBox(box.id) },
    face(box.name),
    make("span", { class: "text" }, make("span", { class: "who" }, box.name), make("span", { class: "what" }, box.about)))));

  const row = (mail, number) => make("button",
    { type: "button", class: ["row", mail.out ? "out" : "", seen.has(number) || mail.out ? "" : "new"].join(" "),
      "data-mail": number, "aria-current": String(number === state.mail), on: () => open(number) },
    make("span", { class: "head" },
      make("span", { class: "from" }, mail.out ? "To Accord" : named(mail.from)),
      make("span", { class: "kind" }, mail.label),
      make("span", {}, mail.day)),
    make("span", { class: "title" }, mail.subject),
    make("span", { class: "words" }, mail.preview));

  const showList = () => {
    const entries = [];
    let month = "";
    mails.forEach((mail, number) => {
      if (mail.box !== state.box) return;
      if (mail.month !== month) entries.push(make("li", { class: "month" }, month = mail.month));
      entries.push(make("li", {}, row(mail, number)));
    });
    if (!entries.length) entries.push(make("li", { class: "month" }, "No mail in all this time"));
    at("list").replaceChildren(...entries);
  };

  const openBox = (id) => {
    const inBox = mails.map((mail, number) => number).filter((number) => mails[number].box === id);
    state.box = id;
    if (inBox.length) open(inBox.find((number) => !mails[number].out) ?? inBox[0], { pane: "list" });
    else { showBoxes(); showList(); at("reading").replaceChildren(); document.body.dataset.pane = "list"; }
  };

  // --- one mail in its thread

  const quotedFrom = (text) => {
    const lines = text.split("\n");
    const first = lines.findIndex((line) => /^(>|_{20,}|On .*wrote:$|Am .*schrieb.*:$|From: )/.test(line));
    return first < 0 ? text.length : lines.slice(0, first).join("\n").length;
  };

  const textPart = (mail) => {
    if (!mail.out) return make("pre", {}, mail.text);
    const block = make("pre", {});
    const outlook = /\n_{20,}\nFrom:/.test(mail.text);
    const start = quotedFrom(mail.text);
    mail.text.split("\n").reduce((place, line) => {
      const old = place >= start && (outlook || /^>|^On .*wrote:$|^Am .*schrieb/.test(line));
      block.append(old ? make("span", { class: "old" }, line) : line, "\n");
      return place + line.length + 1;
    }, 0);
    return block;
  };

  // An answer as its writer saw it; what was typed into our letter is marked.
  const written = '<style>body{background:#fff;color:#22252b;font:14px/1.5 system-ui,sans-serif;margin:16px}'
    + '.gmail_quote,blockquote{color:inherit}.gmail_default{display:block;width:fit-content;margin:6px 0;padding:1px 8px;border-radius:6px;background:#e8f0ea;color:#2f5a3d;font:600 14px/1.6 system-ui,sans-serif}'
    + '</style>';

  const htmlPart = (mail) => {
    const frame = make("iframe", { sandbox: "allow-same-origin allow-popups", title: "The HTML part", referrerpolicy: "no-referrer" });
    const fit = () => {
      const inside = frame.contentDocument;
      if (inside?.body) frame.style.height = `${Math.max(inside.documentElement.scrollHeight, inside.body.scrollHeight)}px`;
      else frame.style.height = "70vh";
    };
    frame.addEventListener("load", () => { frame.style.height = "0"; fit(); });
    frame.srcdoc = (mail.out ? written : "") + mail.html;
    return frame;
  };

  const openLetter = (mail, number) => {
    const place = make("div", { role: "tabpanel" });
    const choices = [["mail", "As mail", () => htmlPart(mail)], ["text", "Text part", () => textPart(mail)]]
      .filter(([name]) => name === "text" || mail.html);
    const tabs = choices.map(([name, title, part]) => make("button", { type: "button", role: "tab", on: () => choose(name) }, title));
    const choose = (name) => choices.forEach(([key, , part], n) => {
      tabs[n].setAttribute("aria-selected", String(key === name));
      if (key === name) place.replaceChildren(part());
    });
    const strip = make("div", { class: "tabs", role: "tablist" }, ...tabs, make("a", { href: mail.raw, title: "The whole mail as it was sent" }, "raw"));
    const letter = make("section", { class: `letter open ${mail.out ? "out" : ""}`, "data-mail": number }, bar(mail, number), strip, place);
    choose(choices[0][0]);
    return letter;
  };

  const bar = (mail, number) => make("button", { type: "button", class: "bar", on: () => open(number) },
    face(named(mail.from)),
    make("span", { class: "line1" },
      make("span", { class: "from" }, named(mail.from)),
      make("span", { class: "sub" }, number === state.mail ? `to ${named(mail.to)}` : mail.preview)),
    make("time", {}, `${mail.day}, ${mail.time}`));

  const showMail = () => {
    const mail = mails[state.mail];
    const thread = mails.map((other, number) => number).filter((number) => mails[number].thread === mail.thread && mails[number].box === mail.box);
    at("reading").replaceChildren(
      make("button", { type: "button", class: "back", on: () => { document.body.dataset.pane = "list"; } }, `‹ ${boxes.find((box) => box.id === mail.box).name}`),
      make("h2", {}, mail.subject),
      ...thread.map((number) => number === state.mail ? openLetter(mail, number)
        : make("section", { class: `letter ${mails[number].out ? "out" : ""}` }, bar(mails[number], number))));
    const opened = at("reading").querySelector(".open");
    const later = thread[0] !== state.mail;
    if (later && getComputedStyle(at("reading")).overflowY === "auto") opened.scrollIntoView({ block: "start" });
    else at("reading").scrollTop = 0;
  };

  const open = (number, { pane = "mail", step = null } = {}) => {
    state.mail = number;
    state.box = mails[number].box;
    seen.add(number);
    state.step = step ?? steps.findIndex((found) => found.mail === number);
    document.body.dataset.pane = pane;
    showBoxes(); showList(); showMail(); showTour();
    at("boxes").querySelector('[aria-current="true"]')?.scrollIntoView({ block: "nearest", inline: "center" });
    const current = at("list").querySelector('[aria-current="true"]');
    if (current && pane !== "list") current.scrollIntoView({ block: "center" });
    if (state.shown && pane === "mail" && matchMedia("(max-width: 780px)").matches) scrollTo({ top: at("boxes").offsetTop });
    state.shown = true;
    history.replaceState(null, "", `#${number}`);
  };

  // --- the line of time

  const nearest = (direction) => {
    if (state.step >= 0) return state.step + direction;
    const now = mails[state.mail].at;
    const before = steps.filter((step) => mails[step.mail].at <= now).length;
    return direction > 0 ? before : before - 1;
  };
  const go = (direction) => { const step = nearest(direction); if (steps[step]) open(steps[step].mail, { step }); };

  const showTour = () => {
    const step = steps[state.step];
    const mail = mails[state.mail];
    at("caption").replaceChildren(
      make("span", { class: "nr" }, step ? `${state.step + 1} of ${steps.length} · ` : ""),
      make("b", {}, `${mail.day}, ${mail.time}, ${boxes.find((box) => box.id === mail.box).name}. `),
      step ? step.caption : "");
    at("back").disabled = !steps[nearest(-1)];
    at("forward").disabled = !steps[nearest(1)];
    at("line").querySelectorAll(".dot").forEach((dot, n) => dot.classList.toggle("now", n === state.step));
  };

  // Steps stand at equal distances, so that each can be hit; months where their first step is.
  const drawLine = () => {
    const line = at("line");
    const left = (n) => `${(100 * (n + 0.5)) / steps.length}%`;
    let month = "";
    steps.forEach((step, n) => {
      const name = mails[step.mail].month;
      if (name !== month) {
        const mark = make("span", { class: "month" }, (month = name).slice(0, 3));
        mark.style.left = left(n - 0.5);
        line.append(mark);
      }
      const dot = make("button", { type: "button", class: `dot ${mails[step.mail].out ? "out" : ""}`, tabindex: "-1", title: step.caption,
        "aria-label": `Step ${n + 1}: ${step.caption}`, on: () => open(step.mail, { step: n }) });
      dot.style.left = left(n);
      line.append(dot);
    });
  };

  // --- keys: left and right go through the steps, j and k through the mails of this box

  const along = (direction) => {
    const inBox = mails.map((mail, number) => number).filter((number) => mails[number].box === state.box);
    const next = inBox[inBox.indexOf(state.mail) + direction];
    if (next !== undefined) open(next);
  };
  const keys = { ArrowRight: () => go(1), ArrowLeft: () => go(-1), j: () => along(1), k: () => along(-1) };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });

  at("back").addEventListener("click", () => go(-1));
  at("forward").addEventListener("click", () => go(1));
  if (!mails.length) {
    state.box = boxes[0]?.id ?? "";
    showBoxes(); showList();
    return;
  }
  if (!steps.length) document.querySelector(".tour").hidden = true;
  drawLine();
  const asked = Number(location.hash.slice(1) || content.first);
  open(mails[asked] ? asked : content.first);
})();
