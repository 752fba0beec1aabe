// A preview of the provision that a reference means, on hover or focus: it can
// be pointed at, stays until left, and goes away with Escape.
(() => {
  const { element } = TL;
  const fetched = new Map();
  let box = null, owner = null, wanted = null, showing = 0, hiding = 0;

  function passageURL(link) {
    const url = new URL(link.href, location.href);
    if (url.origin !== location.origin) return null;
    if (url.pathname.startsWith("/vb/") && url.pathname === location.pathname && url.hash) {
      const reader = document.querySelector(".reader");
      if (!reader) return null;
      return "/doan/" + reader.dataset.slug + "/" + decodeURIComponent(url.hash.slice(1)) + (reader.dataset.date ? "?ngay=" + reader.dataset.date : "");
    }
    const m = url.pathname.match(/^\/vb\/([^/]+)\/?(.*)$/);
    return m ? "/doan/" + m[1] + "/" + m[2] + url.search : null;
  }

  async function load(url) {
    if (!fetched.has(url)) {
      const answer = await fetch(url, { headers: { Accept: "text/html" } });
      fetched.set(url, answer.ok ? await answer.text() : "");
    }
    return fetched.get(url);
  }

  async function show(link) {
    const url = passageURL(link);
    if (!url) return;
    owner = link;
    let html = "";
    try { html = await load(url); } catch { return; }
    if (owner !== link || !html) return;
    hide(true);
    box = element("div", "preview");
    box.id = "xem-truoc";
    box.setAttribute("role", "tooltip");
    // The fragment is rendered and escaped by this server.
    box.innerHTML = html;
    document.body.append(box);
    link.setAttribute("aria-describedby", box.id);
    place();
    const target = box.querySelector("[data-target]");
    if (target) box.scrollTop = target.offsetTop - 60;
    box.addEventListener("pointerleave", hideSoon);
    box.addEventListener("pointerenter", () => clearTimeout(hiding));
  }

  // place puts the box beside its link, wherever that stands now.
  function place() {
    const at = owner.getBoundingClientRect(), width = Math.min(512, innerWidth - 24);
    if (at.bottom < 0 || at.top > innerHeight) { box.hidden = true; return; }
    box.hidden = false;
    box.style.width = width + "px";
    box.style.left = Math.max(12, Math.min(at.left, innerWidth - width - 12)) + "px";
    const below = at.bottom + box.offsetHeight + 12 < innerHeight || at.top < box.offsetHeight + 12;
    box.style.top = (below ? at.bottom + 6 : at.top - box.offsetHeight - 6) + "px";
  }
  addEventListener("scroll", () => { if (box && owner) place(); }, { passive: true });

  function hide(keepOwner) {
    clearTimeout(hiding);
    if (box) box.remove();
    box = null;
    if (keepOwner !== true && owner) { owner.removeAttribute("aria-describedby"); owner = null; }
  }

  function showSoon(link) { wanted = link; clearTimeout(showing); clearTimeout(hiding); showing = setTimeout(() => show(link), 350); }
  function hideSoon() { clearTimeout(hiding); hiding = setTimeout(hide, 250); }

  const refOf = (e) => e.target.closest && e.target.closest("a.ref, a.cite-place");
  document.addEventListener("pointerover", (e) => {
    if (e.pointerType !== "mouse") return;
    const link = refOf(e);
    if (link && !link.closest(".preview")) showSoon(link);
  });
  document.addEventListener("pointerout", (e) => {
    const link = refOf(e);
    if (!link || link === document.activeElement) return;
    if (wanted === link) clearTimeout(showing);
    if (owner === link) hideSoon();
  });
  document.addEventListener("focusin", (e) => {
    const link = refOf(e);
    if (link && !link.closest(".preview") && link.matches(":focus-visible")) showSoon(link);
    else if (box && !box.contains(e.target)) hide();
  });
  document.addEventListener("keydown", (e) => { if (e.key === "Escape") { clearTimeout(showing); hide(); } });
})();
