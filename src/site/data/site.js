// Shortens what works without it: a filter over long lists, one switch for all originals, copying a link.
(function () {
  "use strict";
  document.querySelectorAll("[data-filter]").forEach(function (section) {
    var lines = section.querySelectorAll(".line, .statement");
    if (lines.length < 12) return;
    var box = document.createElement("input");
    box.type = "search";
    box.className = "filter-box";
    box.placeholder = document.getElementById("content").dataset.filterLabel;
    box.setAttribute("aria-label", box.placeholder + ": " + section.querySelector("h2").textContent);
    box.addEventListener("input", function () {
      var words = box.value.toLocaleLowerCase();
      lines.forEach(function (line) { line.hidden = words !== "" && line.textContent.toLocaleLowerCase().indexOf(words) < 0; });
    });
    section.querySelector("h2").after(box);
  });
  document.querySelectorAll("a.copy").forEach(function (link) {
    link.addEventListener("click", function (event) {
      if (!navigator.clipboard) return;
      event.preventDefault();
      navigator.clipboard.writeText(link.href).then(function () { link.textContent += " ✓"; });
    });
  });
  // On a wide screen both texts are seen: the pairs need no focus of their own.
  if (window.matchMedia("(min-width: 56rem)").matches)
    document.querySelectorAll(".pair[tabindex]").forEach(function (pair) { pair.removeAttribute("tabindex"); });
  var flip = document.querySelector(".flip a");
  if (flip) flip.addEventListener("click", function (event) { // a second tap takes it back
    if (location.hash !== "#pairs") return;
    event.preventDefault();
    location.hash = "content";
  });
})();
