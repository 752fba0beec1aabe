"use strict";
// Waits for the end of a review, or of a look at a case, and opens what was found.
(() => {
  const box = document.querySelector("[data-wait]");
  if (!box) return;
  const line = box.querySelector("[data-line]"), doing = box.querySelector("[data-doing]");
  const look = async () => {
    try {
      const answer = await fetch(box.dataset.wait);
      const state = await answer.json();
      if (state.done) { location.reload(); return; }
      if (state.step && doing.textContent !== state.step) doing.textContent = state.step;
      line.textContent = Math.round(state.seconds).toLocaleString("vi-VN") + " giây";
    } catch { line.textContent = "Mất kết nối, đang thử lại…"; }
    setTimeout(look, 1000);
  };
  look();
})();
