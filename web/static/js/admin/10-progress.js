"use strict";
// Live progress of an ingestion.
(() => {
  const box = document.querySelector("[data-progress]");
  if (!box) return;
  const bar = box.querySelector("progress"), line = box.querySelector("[data-line]"), current = box.querySelector("[data-current]"), refused = box.querySelector("[data-refused]");
  const n = (x) => x.toLocaleString("vi-VN");
  const source = new EventSource("/quan-tri/nap/luong");
  let spoken = 0;
  source.onmessage = (m) => {
    const job = JSON.parse(m.data), p = job.progress;
    if (!job.running) { source.close(); location.reload(); return; }
    bar.max = Math.max(p.Total, 1);
    bar.value = p.Files;
    line.textContent = n(p.Files) + " trên " + n(p.Total) + " tệp · " + n(p.Documents) + " văn bản · " + n(p.Chunks) + " đoạn · " + n(Math.round(job.seconds)) + " giây";
    current.textContent = p.Current;
    if (job.refused > 0) {
      refused.hidden = false;
      refused.querySelector("[data-count]").textContent = n(job.refused);
      refused.querySelector("[data-list]").replaceChildren(...job.last_refused.map((r) => TL.element("li", "", r.name + ": " + r.reason)));
    }
    if (Date.now() - spoken > 10000) { spoken = Date.now(); TL.say(line.textContent); }
  };
})();
