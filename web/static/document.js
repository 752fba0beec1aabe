"use strict";
// Opens the page at the provision that its address names.
const target = document.querySelector("[data-target]");
if (target && !location.hash) target.scrollIntoView({ block: "start", behavior: "instant" });
