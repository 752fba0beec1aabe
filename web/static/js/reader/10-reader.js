"use strict";
// The reader: opens the page at the provision that its address names, and steps
// through the places where a word was found.
(() => {
  const target = document.querySelector(".law-page [data-target]");
  if (target && !location.hash) {
    requestAnimationFrame(() => {
      target.scrollIntoView({ block: "start", behavior: "instant" });
      target.focus({ preventScroll: true });
    });
  }
  const marks = [...document.querySelectorAll(".law-page mark")];
  const next = document.querySelector("[data-next]");
  if (next && marks.length) {
    let at = -1;
    next.hidden = false;
    const step = () => {
      if (at >= 0) marks[at].classList.remove("now");
      at = (at + 1) % marks.length;
      marks[at].classList.add("now");
      marks[at].scrollIntoView({ block: "center" });
      TL.say("Chỗ " + (at + 1) + " trên " + marks.length);
    };
    next.addEventListener("click", step);
    step();
  }
})();
