"use strict";
// The reader: opens the page at the provision that its address names, says in a
// bar above the text which điều is on the screen, and steps through the places
// where a word was found.
(() => {
  const page = document.querySelector(".law-page"), bar = page.querySelector("[data-bar]");
  const outline = document.getElementById("muc-luc"), reader = document.querySelector(".reader");
  const narrow = matchMedia("(max-width: 50rem)");

  const target = page.querySelector("[data-target]");
  if (target && !location.hash) {
    requestAnimationFrame(() => {
      target.scrollIntoView({ block: "start", behavior: "instant" });
      target.focus({ preventScroll: true });
    });
  }

  // What is on the screen: looked up when the page has been scrolled, once a
  // frame; nothing is measured while the page loads.
  const place = bar.querySelector("[data-place]");
  let asked = false, here = null, entry = null;
  function look() {
    asked = false;
    const at = bar.getBoundingClientRect();
    bar.classList.toggle("stuck", at.top <= 0);
    if (at.top > 0) return;
    // What lies there under the table of contents counts too.
    const dieu = document.elementsFromPoint(at.left + at.width / 2, at.bottom + 32).find((e) => e.matches(".dieu"));
    if (!dieu || dieu === here) return;
    here = dieu;
    const title = dieu.querySelector("h3");
    place.textContent = title ? title.firstChild.textContent.trim() : "";
    if (title && title.childNodes.length > 2) place.textContent = title.textContent.replace(/\s*#$/, "").trim();
    follow();
  }
  // follow marks the điều in the table of contents, and shows it there where the
  // table stands beside the text.
  function follow() {
    if (!here) return;
    if (entry) { entry.classList.remove("on"); entry.removeAttribute("aria-current"); }
    entry = outline.querySelector('a[href="#' + CSS.escape(here.id) + '"]');
    if (!entry) return;
    entry.classList.add("on");
    entry.setAttribute("aria-current", "true");
    if (narrow.matches && !reader.classList.contains("outline-open")) return;
    const group = entry.closest("details");
    if (group) group.open = true;
    const a = entry.getBoundingClientRect(), o = outline.getBoundingClientRect();
    if (a.top < o.top + 40 || a.bottom > o.bottom - 40) outline.scrollTop += a.top - o.top - o.height / 3;
  }
  bar.hidden = false;
  addEventListener("scroll", () => { if (!asked) { asked = true; requestAnimationFrame(look); } }, { passive: true });

  // On a narrow page the table of contents opens over the text.
  const open = bar.querySelector("[data-outline]");
  const close = TL.element("button", "button slim outline-close", "Đóng");
  close.type = "button";
  outline.prepend(close);
  function show(on) {
    if (on) look();
    reader.classList.toggle("outline-open", on);
    open.setAttribute("aria-expanded", String(on));
    if (on) { outline.querySelector(".outline-box").open = true; follow(); close.focus({ preventScroll: true }); }
    else open.focus({ preventScroll: true });
  }
  open.addEventListener("click", () => show(true));
  close.addEventListener("click", () => show(false));
  outline.addEventListener("click", (e) => { if (e.target.closest("a") && reader.classList.contains("outline-open")) reader.classList.remove("outline-open"); });
  document.addEventListener("keydown", (e) => { if (e.key === "Escape" && reader.classList.contains("outline-open")) show(false); });

  const steps = bar.querySelector("[data-steps]");
  if (steps) {
    const marks = [...page.querySelectorAll(".law mark")], at = steps.querySelector("[data-at]");
    let n = -1;
    const step = (by) => {
      if (n >= 0) marks[n].classList.remove("now");
      n = (n + by + marks.length) % marks.length;
      const m = marks[n], gone = m.closest("details:not([open])");
      if (gone) gone.open = true;
      m.classList.add("now");
      m.scrollIntoView({ block: "center", behavior: "instant" });
      at.textContent = (n + 1) + "/" + marks.length;
      TL.say("Chỗ " + (n + 1) + " trên " + marks.length);
    };
    steps.hidden = marks.length === 0;
    steps.addEventListener("click", (e) => { const b = e.target.closest("[data-step]"); if (b) step(Number(b.dataset.step)); });
    if (marks.length) step(1);
  }
})();
