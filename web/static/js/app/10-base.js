"use strict";
// What every page has: small helpers under TL, the display menu, printing.
window.TL = (() => {
  function element(tag, className, text) {
    const e = document.createElement(tag);
    if (className) e.className = className;
    if (text !== undefined && text !== null) e.textContent = text;
    return e;
  }
  const $ = (id) => document.getElementById(id);
  const say = (() => {
    // One polite live region for what a script does.
    let region = null;
    return (text) => {
      if (!region) {
        region = element("div", "quiet");
        region.setAttribute("role", "status");
        document.body.append(region);
      }
      region.textContent = text;
    };
  })();
  return { element, $, say };
})();

(() => {
  const menu = document.querySelector(".display");
  if (menu) {
    document.addEventListener("keydown", (e) => {
      if (e.key === "Escape" && menu.open) { menu.open = false; menu.querySelector("summary").focus(); }
    });
    document.addEventListener("click", (e) => { if (menu.open && !menu.contains(e.target)) menu.open = false; });
    const form = menu.querySelector("form"), root = document.documentElement;
    form.addEventListener("change", () => { // shown at once, kept by "Áp dụng"
      const data = new FormData(form);
      for (const name of ["theme", "size", "contrast"]) {
        if (data.get(name)) root.dataset[name] = data.get(name); else delete root.dataset[name];
      }
      if (data.get("easy")) root.dataset.easy = ""; else delete root.dataset.easy;
    });
  }
  // Boxes that stand beside the text are opened; where they stand above it they
  // stay closed.
  if (!matchMedia("(max-width: 50rem)").matches) {
    for (const box of document.querySelectorAll(".outline-box, .facet-box")) box.open = true;
  }
  // Rows of links that scroll sideways show the page that is open.
  if (matchMedia("(max-width: 60rem)").matches) {
    requestAnimationFrame(() => {
      for (const on of document.querySelectorAll(".top nav [aria-current], .tabs [aria-current]")) on.scrollIntoView({ block: "nearest", inline: "center", behavior: "instant" });
    });
  }
  const again = document.querySelector("[data-again]");
  if (again) setTimeout(() => location.reload(), 1000 * Number(again.dataset.again));
  for (const b of document.querySelectorAll("[data-print]")) {
    b.hidden = false;
    b.addEventListener("click", () => window.print());
  }
})();
