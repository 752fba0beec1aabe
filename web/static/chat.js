"use strict";
// The chat page: questions go out over one WebSocket, events of the answers come
// back. All text is put into the page as text, never as HTML.
(() => {
  const $ = (id) => document.getElementById(id);
  const thread = $("thread"), form = $("ask"), question = $("question"), send = $("send"), stop = $("stop"), state = $("state");
  const asOf = new URLSearchParams(location.search).get("ngay");
  if (asOf) $("asof").value = asOf;

  let socket = null, wait = 500, current = null, counter = 0;
  const answers = new Map();

  function element(tag, className, text) {
    const e = document.createElement(tag);
    if (className) e.className = className;
    if (text !== undefined) e.textContent = text;
    return e;
  }

  function connect() {
    const url = (location.protocol === "https:" ? "wss://" : "ws://") + location.host + "/ws";
    socket = new WebSocket(url);
    socket.onopen = () => { wait = 500; say(""); };
    socket.onmessage = (message) => receive(JSON.parse(message.data));
    socket.onclose = () => {
      if (current) fail(current, "Mất kết nối giữa chừng. Xin hỏi lại khi có kết nối.");
      say("Đang kết nối lại…");
      setTimeout(connect, wait);
      wait = Math.min(wait * 2, 10000);
    };
  }

  function say(text) { state.textContent = text; }

  function busy(answer) {
    current = answer;
    send.disabled = Boolean(answer);
    stop.hidden = !answer;
  }

  function ask(text) {
    if (!socket || socket.readyState !== WebSocket.OPEN) { say("Chưa kết nối được, xin đợi một chút."); return; }
    const id = Date.now().toString(36) + "-" + (++counter);
    $("welcome").hidden = true;
    thread.append(element("div", "question", text));
    const box = element("section", "answer");
    box.setAttribute("aria-label", "Câu trả lời");
    const step = element("p", "step", "Đang tìm căn cứ…");
    const body = element("div", "body");
    const sources = element("ol", "sources");
    sources.hidden = true;
    box.append(step, body, sources);
    thread.append(box);
    const answer = { id, box, step, body, sources, text: "", seq: 0, citations: [] };
    answers.set(id, answer);
    busy(answer);
    box.scrollIntoView({ block: "end" });
    socket.send(JSON.stringify({ type: "ask", id, question: text, role: $("role").value, as_of: $("asof").value }));
  }

  function receive(frame) {
    const answer = answers.get(frame.id);
    if (!answer || frame.seq <= answer.seq) return;
    answer.seq = frame.seq;
    if (frame.type === "error") return fail(answer, frame.error);
    if (frame.type === "stopped") return fail(answer, "Đã dừng theo yêu cầu.");
    const event = frame.event;
    switch (event.type) {
      case "understood":
        for (const note of event.notes || []) answer.box.insertBefore(element("p", "step", note), answer.body);
        break;
      case "evidence":
        answer.citations = event.citations || [];
        answer.step.textContent = "Đang viết câu trả lời…";
        break;
      case "text":
        answer.text += event.text;
        render(answer);
        break;
      case "done":
        answer.citations = event.answer.citations || [];
        answer.text = event.answer.answer;
        answer.checks = event.answer.checks || [];
        render(answer);
        finish(answer, event.answer);
        break;
    }
  }

  function fail(answer, text) {
    answer.step.textContent = text;
    answer.step.className = "step error";
    if (current === answer) busy(null);
  }

  function finish(answer, whole) {
    answer.step.remove();
    answer.sources.replaceChildren();
    for (const c of answer.citations) answer.sources.append(source(answer, c));
    answer.sources.hidden = answer.citations.length === 0;
    for (const note of whole.notes || []) answer.box.append(element("p", "ainote", note));
    const made = whole.mode === "model" ? "Câu trả lời do mô hình AI viết từ các căn cứ trên; hãy mở căn cứ để đối chiếu." :
      "Trích nguyên văn từ văn bản, do hệ thống tự động (AI) chọn; không có mô hình nào viết lại.";
    answer.box.append(element("p", "ainote", made));
    if (current === answer) busy(null);
  }

  function source(answer, c) {
    const li = element("li");
    li.id = answer.id + "-" + c.number;
    li.append(element("span", "number", "[" + c.number + "]"));
    const link = element("a", "", c.label + (c.heading && c.heading !== c.label ? ". " + c.heading : "") + " – " + c.title + (c.document_number && !c.title.includes(c.document_number) ? " (" + c.document_number + ")" : ""));
    link.href = c.url;
    link.target = "_blank";
    link.rel = "noopener";
    li.append(link, document.createTextNode(" "));
    li.append(element("span", "badge " + c.status, c.status_name + (c.from ? ", từ " + day(c.from) : "")));
    if (c.fictional) li.append(document.createTextNode(" "), element("span", "badge fictional", "văn bản giả định, không có giá trị pháp lý"));
    li.append(marked(element("blockquote"), c.quote, c.marks || []));
    return li;
  }

  // marked puts the quote into box with its marks, which are byte ranges.
  function marked(box, quote, marks) {
    const bytes = new TextEncoder().encode(quote), decoder = new TextDecoder();
    let at = 0;
    for (const m of marks) {
      if (m.start < at) continue;
      box.append(decoder.decode(bytes.slice(at, m.start)), element("mark", "", decoder.decode(bytes.slice(m.start, m.end))));
      at = m.end;
    }
    box.append(decoder.decode(bytes.slice(at)));
    return box;
  }

  function day(iso) { return iso.split("-").reverse().join("/"); }

  // render shows the little Markdown that answers use: paragraphs, > quotes,
  // lists, **bold** and [1] citations.
  function render(answer) {
    const out = [];
    for (const block of answer.text.split(/\n{2,}/)) {
      if (!block.trim()) continue;
      const quote = block.startsWith("> ");
      const p = element(quote ? "blockquote" : "p");
      block.split("\n").forEach((line, i) => {
        if (i > 0) p.append(document.createElement("br"));
        inline(answer, p, quote ? line.replace(/^> ?/, "") : line.replace(/^- /, "• "));
      });
      out.push(p);
    }
    answer.body.replaceChildren(...out);
  }

  function inline(answer, parent, line) {
    for (const part of line.split(/(\*\*[^*]+\*\*|\[\d+\])/)) {
      if (/^\*\*[^*]+\*\*$/.test(part)) parent.append(element("mark", "", part.slice(2, -2)));
      else if (/^\[\d+\]$/.test(part)) {
        const number = Number(part.slice(1, -1));
        const cite = element("a", "cite", part);
        const c = answer.citations.find((x) => x.number === number);
        cite.href = "#" + answer.id + "-" + number;
        if (c) cite.title = c.label + " – " + c.title;
        parent.append(cite);
      } else parent.append(part);
    }
  }

  form.addEventListener("submit", (e) => {
    e.preventDefault();
    const text = question.value.trim();
    if (!text || current) return;
    question.value = "";
    ask(text);
  });
  question.addEventListener("keydown", (e) => {
    if (e.key === "Enter" && !e.shiftKey && !e.isComposing) { e.preventDefault(); form.requestSubmit(); }
  });
  stop.addEventListener("click", () => { if (current) socket.send(JSON.stringify({ type: "stop", id: current.id })); });
  for (const b of document.querySelectorAll(".example")) b.addEventListener("click", () => { if (!current) ask(b.textContent); });
  connect();
})();
