"use strict";
// Shows each tick on the list at once in the text beside it. What is downloaded is
// made on the server from the ticks of the form.
(() => {
  const form = document.querySelector("[data-redact]");
  if (!form) return;
  const show = (index, on) => {
    const place = document.getElementById("c-" + index);
    if (!place) return;
    place.classList.toggle("off", !on);
    const words = place.firstElementChild;
    words.textContent = on ? words.dataset.on : words.dataset.off;
  };
  const status = form.querySelector("[data-status]");
  const row = (li) => {
    const group = li.querySelector("[name=nhom]"), each = li.querySelectorAll("[name=cho]");
    if (each.length === 0) {
      const link = li.querySelector("a[href^='#c-']");
      show(link.hash.slice(3), group.checked);
      return;
    }
    for (const box of each) show(box.value, group.checked && box.checked);
  };
  form.addEventListener("change", (e) => {
    const box = e.target;
    if (box.name !== "nhom" && box.name !== "cho") return;
    const li = box.closest(".cut-row"), group = li.querySelector("[name=nhom]");
    if (box.name === "nhom") for (const each of li.querySelectorAll("[name=cho]")) each.checked = box.checked;
    else group.checked = [...li.querySelectorAll("[name=cho]")].some((x) => x.checked);
    row(li);
    status.textContent = "Che " + form.querySelectorAll(".paper .cut:not(.off)").length.toLocaleString("vi-VN") + " chỗ.";
  });
})();
