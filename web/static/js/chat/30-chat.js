// The chat page.
(() => {
  const { element, $, say } = TL;
  const thread = $("thread"), form = $("ask"), question = $("question"), send = $("send"), stop = $("stop"), spoken = $("spoken");
  if (!form) return;
  const page = document.querySelector(".chat");
  const pendingKey = "tl-dang-hoi";
  let current = null;

  const net = TL.transport(receive, (text) => { $("state").textContent = text; });
  TL.net = net;

  // An id that nobody guesses: the answer can be taken up by it.
  const newID = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");

  function busy(answer) {
    current = answer;
    send.hidden = Boolean(answer);
    stop.hidden = !answer;
    if (answer) sessionStorage.setItem(pendingKey, JSON.stringify({ id: answer.id, question: answer.question, conversation: page.dataset.conversation, path: location.pathname }));
    else sessionStorage.removeItem(pendingKey);
  }

  const nearEnd = () => innerHeight + scrollY > document.documentElement.scrollHeight - 160;
  const toEnd = () => scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" });

  function place(id, text) {
    const welcome = $("welcome");
    if (welcome) welcome.remove();
    const asked = element("div", "question");
    asked.append(element("span", "quiet", "Bạn hỏi: "), text);
    const box = element("section", "answer writing");
    box.setAttribute("aria-label", "Câu trả lời");
    box.dataset.question = text;
    const step = element("p", "step", "Đang tìm căn cứ…");
    const head = element("div"), body = element("div", "prose"), foot = element("div");
    box.append(head, step, body, foot);
    $("cuoi").before(asked, box);
    spoken.replaceChildren();
    const answer = { id, question: text, box, step, head, body, foot, writing: TL.writing(body, spoken) };
    busy(answer);
    toEnd();
    return answer;
  }

  function ask(text) {
    text = text.trim();
    if (!text || current) return;
    const id = newID();
    place(id, text);
    say("Đang tìm căn cứ");
    net.ask({ id, question: text, role: $("role").value, as_of: $("asof").value, conversation: page.dataset.conversation || "" });
  }
  TL.ask = ask;

  function receive(frame) {
    const answer = current;
    if (!answer || frame.id !== answer.id) return;
    const follow = nearEnd();
    switch (frame.type) {
      case "understood": answer.head.innerHTML = frame.html; break; // rendered and sanitised by the server
      case "evidence":
        answer.step.textContent = frame.html ? "Đang đọc căn cứ và viết câu trả lời…" : "Không thấy căn cứ gần…";
        break;
      case "text":
        answer.step.hidden = true;
        answer.writing.add(frame.text);
        break;
      case "done":
        answer.writing.finish();
        answer.box.classList.remove("writing");
        answer.box.innerHTML = frame.html; // rendered and sanitised by the server
        TL.dress(answer.box);
        settle(frame);
        say("Đã trả lời xong");
        // A long answer is read from its beginning.
        if (follow && answer.box.offsetHeight > innerHeight / 2) {
          answer.box.previousElementSibling.scrollIntoView({ block: "start", behavior: "instant" });
          return;
        }
        break;
      case "stopped":
        end(answer, frame.text);
        settle(frame);
        break;
      case "error": end(answer, frame.text, true); busy(null); break;
      case "lost":
        busy(null);
        if (page.dataset.conversation || location.pathname !== "/") location.reload();
        else end(answer, "Không lấy lại được câu trả lời. Xin hỏi lại.", true);
        break;
    }
    if (follow) toEnd();
  }

  function end(answer, text, bad) {
    answer.box.classList.remove("writing");
    answer.step.hidden = false;
    answer.step.textContent = text;
    answer.step.className = bad ? "step error" : "step";
    const again = element("button", "button slim", "Hỏi lại câu này");
    again.type = "button";
    again.addEventListener("click", () => ask(answer.question));
    answer.foot.replaceChildren(again);
    say(text);
  }

  // settle names the conversation after an answer was kept in it.
  function settle(frame) {
    busy(null);
    if (!frame.conversation) return;
    if (page.dataset.conversation !== frame.conversation) {
      page.dataset.conversation = frame.conversation;
      form.elements.conversation.value = frame.conversation;
      history.replaceState(null, "", "/hoi/" + encodeURIComponent(frame.conversation));
      document.title = frame.title + " – Trợ lý luật";
    }
    if (TL.relist) TL.relist();
  }

  form.addEventListener("submit", (e) => {
    e.preventDefault();
    if (current) return;
    const text = question.value;
    if (!text.trim()) return;
    question.value = "";
    ask(text);
  });
  question.addEventListener("keydown", (e) => {
    if (e.key === "Enter" && !e.shiftKey && !e.isComposing) { e.preventDefault(); form.requestSubmit(); }
  });
  stop.addEventListener("click", () => { if (current) net.stop(current.id); question.focus(); });
  document.addEventListener("click", (e) => {
    const b = e.target.closest("[data-ask]");
    if (b) ask(b.textContent);
  });

  // A page that was loaded again in mid-answer takes the answer up.
  const pending = JSON.parse(sessionStorage.getItem(pendingKey) || "null");
  if (pending && pending.path === location.pathname) {
    place(pending.id, pending.question);
    net.follow(pending.id);
  } else if (location.pathname !== "/" && !location.hash) toEnd();
})();
