// What can be done with an answer: open a source beside it, copy, judge, ask
// again.
(() => {
  const { element, $, say } = TL;
  const side = $("side"), body = $("side-body");
  const page = document.querySelector(".chat");
  let opener = null;

  async function openSide(link) {
    const m = new URL(link.href, location.href);
    const path = m.pathname.match(/^\/vb\/([^/]+)\/?(.*)$/);
    if (!path) return;
    opener = link;
    side.hidden = false;
    page.classList.add("side-open");
    body.replaceChildren(element("p", "muted", "Đang mở…"));
    try {
      const answer = await fetch("/doan/" + path[1] + "/" + path[2] + m.search);
      if (!answer.ok) throw new Error(await answer.text());
      body.innerHTML = await answer.text(); // rendered and escaped by the server
    } catch (error) {
      const p = element("p", "error", error.message || "Không mở được quy định này.");
      const a = element("a", "", "Mở trang văn bản");
      a.href = link.href;
      body.replaceChildren(p, a);
    }
    side.focus({ preventScroll: true });
    const target = body.querySelector("[data-target]");
    side.scrollTop = 0;
    if (target) side.scrollTop = target.getBoundingClientRect().top - side.getBoundingClientRect().top - 80;
  }

  function closeSide() {
    if (side.hidden) return;
    side.hidden = true;
    page.classList.remove("side-open");
    if (opener && opener.isConnected) opener.focus();
    opener = null;
  }

  $("side-close").addEventListener("click", closeSide);
  document.addEventListener("keydown", (e) => { if (e.key === "Escape" && !document.querySelector(".preview")) closeSide(); });

  document.addEventListener("click", async (e) => {
    if (e.ctrlKey || e.metaKey || e.shiftKey || e.button) return;
    const mark = e.target.closest("a.cite");
    if (mark) { // the number in the text: its card is marked, its place opens
      const card = document.getElementById(mark.getAttribute("href").slice(1));
      const link = card && card.querySelector(".cite-place");
      if (link) {
        e.preventDefault();
        for (const c of document.querySelectorAll(".sources .on")) c.classList.remove("on");
        card.classList.add("on");
        await openSide(link);
        opener = mark;
      }
      return;
    }
    const place = e.target.closest(".sources .cite-place");
    if (place) { e.preventDefault(); openSide(place); return; }
    const copy = e.target.closest("[data-copy]");
    if (copy) {
      const text = copy.closest(".answer-body").querySelector(".copy-text").value;
      try { await navigator.clipboard.writeText(text); say("Đã sao chép"); copy.textContent = "Đã sao chép"; }
      catch { say("Trình duyệt không cho sao chép"); copy.textContent = "Không sao chép được"; }
      return;
    }
    const retry = e.target.closest("[data-retry]");
    if (retry) TL.ask(retry.closest(".answer").dataset.question);
  });

  // dress shows the buttons that need a script.
  TL.dress = (box) => {
    for (const b of box.querySelectorAll("[data-copy], [data-retry]")) b.hidden = false;
  };
  TL.dress(document);

  document.addEventListener("submit", async (e) => {
    const form = e.target;
    if (!form.closest(".judge")) return;
    e.preventDefault();
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { "X-Requested-With": "fetch" } });
    const box = form.closest(".judge"), summary = box.querySelector("summary");
    summary.textContent = answer.ok ? "Đã gửi đánh giá, xin cảm ơn" : "Chưa gửi được đánh giá";
    box.open = !answer.ok;
    summary.focus();
    say(summary.textContent);
  });
})();
