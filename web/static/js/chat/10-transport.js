"use strict";
// Carries questions to the server and frames of answers back: over a WebSocket,
// or where none gets through by forms and server-sent events. A frame has a
// number within its answer; after a break the page says which it had last, so
// that nothing is lost and nothing comes twice.
TL.transport = (onFrame, onState) => {
  const running = new Map(); // id → number of the last frame
  let socket = null, wait = 300, opened = false, failures = 0, useEvents = false;
  const sources = new Map();

  function take(frame) {
    const last = running.get(frame.id);
    if (last === undefined) return;
    if (frame.type !== "lost") {
      if (frame.seq <= last) return;
      if (frame.seq !== last + 1) { resume(frame.id); return; }
      running.set(frame.id, frame.seq);
    }
    if (["done", "error", "stopped", "lost"].includes(frame.type)) {
      running.delete(frame.id);
      const s = sources.get(frame.id);
      if (s) { s.close(); sources.delete(frame.id); }
    }
    onFrame(frame);
  }

  function connect() {
    if (useEvents) return;
    socket = new WebSocket((location.protocol === "https:" ? "wss://" : "ws://") + location.host + "/ws");
    socket.onopen = () => {
      opened = true; wait = 300; failures = 0;
      onState("");
      for (const id of running.keys()) resume(id);
    };
    socket.onmessage = (m) => take(JSON.parse(m.data));
    socket.onclose = () => {
      failures++;
      if (!opened && failures >= 2) { // no WebSocket gets through here
        useEvents = true;
        for (const id of running.keys()) listen(id);
        return;
      }
      if (running.size) onState("Mất kết nối, đang nối lại…");
      setTimeout(connect, wait);
      wait = Math.min(wait * 2, 8000);
    };
  }

  const open = () => socket && socket.readyState === WebSocket.OPEN;
  const form = (data) => new URLSearchParams(data);
  const post = (url, data) => fetch(url, { method: "POST", body: form(data), headers: { "X-Requested-With": "fetch" } });

  function listen(id) {
    if (sources.has(id)) sources.get(id).close();
    const s = new EventSource("/hoi/luong?id=" + encodeURIComponent(id) + "&sau=" + running.get(id));
    s.onmessage = (m) => take(JSON.parse(m.data));
    s.onopen = () => onState("");
    s.onerror = () => {
      if (s.readyState !== EventSource.CLOSED) { onState("Mất kết nối, đang nối lại…"); return; }
      sources.delete(id);
      if (running.has(id)) take({ id, type: "lost" });
    };
    sources.set(id, s);
  }

  function resume(id) {
    if (useEvents) listen(id);
    else if (open()) socket.send(JSON.stringify({ type: "resume", id, after: running.get(id) }));
  }

  async function ask(request) {
    running.set(request.id, 0);
    if (open()) { socket.send(JSON.stringify({ ...request, type: "ask" })); return; }
    try {
      const answer = await post("/hoi/gui", request);
      if (!answer.ok) { take({ id: request.id, seq: 1, type: "error", text: (await answer.json()).problem }); return; }
    } catch {
      take({ id: request.id, seq: 1, type: "error", text: "Chưa kết nối được máy chủ. Xin thử lại." });
      return;
    }
    resume(request.id);
  }

  function stop(id) {
    if (open()) socket.send(JSON.stringify({ type: "stop", id }));
    else post("/hoi/dung", { id });
  }

  connect();
  return {
    ask, stop, post,
    // follow takes up an answer that an earlier load of the page asked for.
    follow(id) { running.set(id, 0); if (open() || useEvents) resume(id); },
    // drop closes the connection as a network would; for tests.
    drop() { if (socket) socket.close(); },
  };
};
