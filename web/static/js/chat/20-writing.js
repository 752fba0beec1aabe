// Shows an answer while it is written: finished paragraphs stay as they are,
// only the last one is written again. The little Markdown that answers use is
// shown as such; the server sends the whole, rendered, at the end.
TL.writing = (box, spoken) => {
  const { element } = TL;
  let rest = "", current = null, whole = "";

  function inline(parent, line) {
    for (const part of line.split(/(\*\*[^*]+\*\*|\[\d+\])/)) {
      if (/^\*\*[^*]+\*\*$/.test(part)) parent.append(element("strong", "", part.slice(2, -2)));
      else if (/^\[\d+\]$/.test(part)) parent.append(element("span", "cite", part.slice(1, -1)));
      else if (part) parent.append(part);
    }
  }

  function paragraph(text) {
    const quote = text.startsWith(">"), heading = /^#{1,6} /.test(text);
    const p = element(quote ? "blockquote" : heading ? "h3" : "p");
    text.split("\n").forEach((line, i) => {
      if (i > 0) p.append(document.createElement("br"));
      inline(p, line.replace(/^> ?/, "").replace(/^#{1,6} /, "").replace(/^[-*] /, "• "));
    });
    return p;
  }

  return {
    add(text) {
      whole += text;
      rest += text;
      const parts = rest.split(/\n{2,}/);
      rest = parts.pop();
      for (const part of parts) {
        if (!part.trim()) continue;
        const p = paragraph(part);
        if (current) current.replaceWith(p); else box.append(p);
        current = null;
        spoken.append(element("p", "", p.textContent));
      }
      if (!rest.trim()) return;
      const p = paragraph(rest);
      if (current) current.replaceWith(p); else box.append(p);
      current = p;
    },
    text: () => whole,
    finish() {
      if (rest.trim()) spoken.append(element("p", "", paragraph(rest).textContent));
    },
  };
};
