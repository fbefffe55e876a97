// What a reader sees: contrasts of texts and marks, drawings, and what is too wide.
(() => {
  const channel = v => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
  const light = c => 0.2126 * channel(c[0]) + 0.7152 * channel(c[1]) + 0.0722 * channel(c[2]);
  const ratio = (a, b) => { const x = light(a), y = light(b); return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05); };
  const parse = s => { const m = s.match(/[\d.]+/g); return m ? [+m[0], +m[1], +m[2], m.length > 3 ? +m[3] : 1] : [0, 0, 0, 0]; };
  const over = (c, b) => [0, 1, 2].map(i => c[i] * c[3] + b[i] * (1 - c[3]));
  const behind = e => {
    const stack = [];
    for (; e; e = e.parentElement) stack.push(parse(getComputedStyle(e).backgroundColor));
    return stack.reverse().reduce((b, c) => over(c, b), [255, 255, 255]);
  };
  const seen = e => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== "hidden";
  const out = { texts: 0, marks: 0, low: [], weak: [], wide: [], twice: [], least: 99 };

  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n; n = walk.nextNode();) {
    const e = n.parentElement;
    if (!n.data.trim() || e.closest("svg") || !seen(e)) continue;
    const style = getComputedStyle(e), b = behind(e), r = ratio(over(parse(style.color), b), b);
    out.texts++; out.least = Math.min(out.least, r);
    if (r < 4.5) out.low.push(`${r.toFixed(2)} ${n.data.trim().slice(0, 40)}`);
  }
  for (const svg of document.querySelectorAll("svg")) {
    if (!seen(svg)) continue;
    const card = behind(svg.parentElement), boxes = [];
    for (const e of svg.querySelectorAll("rect, path, circle, text")) {
      const style = getComputedStyle(e), fill = parse(style.fill), box = e.getBBox();
      fill[3] *= +style.opacity;
      if (e.tagName === "text") {
        const x = box.x + box.width / 2, y = box.y + box.height / 2;
        const b = boxes.filter(o => o.x <= x && x <= o.x + o.width && o.y <= y && y <= o.y + o.height).reduce((c, o) => over(o.fill, c), card);
        const r = ratio(fill, b);
        out.texts++; out.least = Math.min(out.least, r);
        if (r < 4.5) out.low.push(`${r.toFixed(2)} ${e.textContent}`);
        const view = svg.viewBox.baseVal;
        if (box.x < -1 || box.x + box.width > view.width + 1 || box.y < -1 || box.y + box.height > view.height + 1) out.wide.push(`${svg.getAttribute("aria-label")}: ${e.textContent}`);
        continue;
      }
      if (e.tagName === "rect") boxes.push({ x: box.x, y: box.y, width: box.width, height: box.height, fill });
      if (e.matches(".line, .dot:not(.open), .fill")) {
        const colour = e.matches(".line") ? parse(style.stroke) : fill, r = ratio(colour, card);
        out.marks++;
        if (r < 3) out.weak.push(`${r.toFixed(2)} ${e.getAttribute("class")}`);
      }
    }
  }
  for (const f of document.querySelectorAll("figure")) {
    const n = [...f.querySelectorAll("svg")].filter(seen).length;
    if (n !== 1) out.twice.push(`${f.id}: ${n} drawings`);
  }
  if (document.documentElement.scrollWidth > innerWidth) out.wide.push(`the page: ${document.documentElement.scrollWidth} > ${innerWidth}`);
  return JSON.stringify(out);
})()
