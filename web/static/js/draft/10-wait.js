"use strict";
// Waits for the end of a review and opens its findings.
(() => {
  const box = document.querySelector("[data-wait]");
  if (!box) return;
  const line = box.querySelector("[data-line]");
  const look = async () => {
    try {
      const answer = await fetch(box.dataset.wait);
      const state = await answer.json();
      if (state.done) { location.reload(); return; }
      line.textContent = Math.round(state.seconds).toLocaleString("vi-VN") + " giây";
    } catch { line.textContent = "Mất kết nối, đang thử lại…"; }
    setTimeout(look, 1000);
  };
  look();
})();
