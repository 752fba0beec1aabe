// The list of conversations: search as typed, rename, delete.
(() => {
  const { say } = TL;
  const box = document.querySelector("[data-talks]"), search = document.querySelector("[data-talk-search]");
  if (!box) return;
  const page = document.querySelector(".chat");

  TL.relist = async () => {
    const words = search.elements.tim.value;
    const answer = await fetch("/hoi-thoai?manh=1&tim=" + encodeURIComponent(words) + "&dang-mo=" + encodeURIComponent(page.dataset.conversation || ""));
    if (answer.ok) box.innerHTML = await answer.text(); // rendered and escaped by the server
  };

  let timer = 0;
  search.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(TL.relist, 200); });
  search.addEventListener("submit", (e) => { e.preventDefault(); TL.relist(); });

  box.addEventListener("submit", async (e) => {
    const form = e.target;
    e.preventDefault();
    if (form.matches("[data-delete]") && form.dataset.sure !== "1") {
      form.dataset.sure = "1";
      form.querySelector("button").textContent = "Bấm lần nữa để xóa hẳn";
      say("Bấm lần nữa để xóa hẳn");
      return;
    }
    const answer = await TL.net.post(form.action, new FormData(form));
    if (!answer.ok) { say("Chưa làm được, xin thử lại"); return; }
    if (form.matches("[data-delete]") && page.dataset.conversation && form.action.includes("/" + page.dataset.conversation + "/")) {
      location.href = "/";
      return;
    }
    await TL.relist();
    say(form.matches("[data-delete]") ? "Đã xóa hội thoại" : "Đã đổi tên");
  });
})();
