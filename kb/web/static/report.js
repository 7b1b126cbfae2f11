// The browser brings the paragraph of the address into view; in a long one the marked words may still be out of it.

addEventListener("load", () => {
  document.querySelector(":target mark")?.scrollIntoView({ block: "center", behavior: "instant" });
});
