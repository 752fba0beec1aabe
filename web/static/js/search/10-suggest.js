"use strict";
// Suggestions while typing: a combobox with a list (WAI-ARIA APG), arrow keys
// choose, Enter goes there, Escape closes.
(() => {
  const { element, say } = TL;
  const input = document.querySelector("[data-suggest]");
  if (!input) return;
  const list = element("ul", "suggestions plain");
  list.id = "goi-y";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Gợi ý");
  list.hidden = true;
  input.parentElement.append(list);
  Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })
    .forEach(([k, v]) => input.setAttribute(k, v));
  let at = -1, timer = 0, asked = null;

  function close() {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(n) {
    const items = list.children;
    if (at >= 0) items[at].setAttribute("aria-selected", "false");
    at = (n + items.length) % items.length;
    items[at].setAttribute("aria-selected", "true");
    items[at].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", items[at].id);
  }

  async function ask() {
    const words = input.value.trim();
    if (words.length < 2) return close();
    if (asked) asked.abort();
    asked = new AbortController();
    let found = [];
    try {
      const answer = await fetch(input.dataset.suggest + "?q=" + encodeURIComponent(words), { signal: asked.signal });
      found = answer.ok ? await answer.json() : [];
    } catch { return; }
    list.replaceChildren(...found.map((s, i) => {
      const li = element("li", "");
      li.id = "goi-y-" + i;
      li.setAttribute("role", "option");
      li.setAttribute("aria-selected", "false");
      li.dataset.href = s.href;
      li.append(element("span", "", s.text));
      if (s.detail) li.append(element("span", "small muted", s.detail));
      return li;
    }));
    at = -1;
    list.hidden = found.length === 0 || document.activeElement !== input;
    input.setAttribute("aria-expanded", String(!list.hidden));
    if (found.length) say(found.length + " gợi ý, dùng mũi tên để chọn");
  }

  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 160); });
  input.addEventListener("keydown", (e) => {
    if (list.hidden) return;
    if (e.key === "ArrowDown") { e.preventDefault(); choose(at + 1); }
    else if (e.key === "ArrowUp") { e.preventDefault(); choose(at < 0 ? -1 : at - 1); }
    else if (e.key === "Escape") { e.preventDefault(); close(); }
    else if (e.key === "Enter" && at >= 0) { e.preventDefault(); location.href = list.children[at].dataset.href; }
  });
  list.addEventListener("pointerdown", (e) => e.preventDefault());
  list.addEventListener("click", (e) => { const li = e.target.closest("li"); if (li) location.href = li.dataset.href; });
  input.addEventListener("blur", () => setTimeout(close, 120));
})();
