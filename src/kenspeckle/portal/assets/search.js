// Narrows the A to Z list to what is typed. Without this script the whole list stands, and the browser's own
// search finds everything in it.
"use strict";
(function () {
  var box = document.getElementById("search-box");
  var form = document.getElementById("search-form");
  var count = document.getElementById("search-count");
  var hint = document.getElementById("search-hint");
  var groups = Array.prototype.slice.call(document.querySelectorAll("[data-letter]"));
  if (!box || !form || !count) return;

  function plain(text) {
    return text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
  }

  var entries = Array.prototype.map.call(document.querySelectorAll("[data-entry]"), function (item) {
    return { item: item, words: plain(item.textContent) };
  });

  function narrow() {
    var asked = plain(box.value).split(/\s+/).filter(Boolean);
    var found = 0;
    entries.forEach(function (entry) {
      var fits = asked.every(function (word) { return entry.words.indexOf(word) >= 0; });
      entry.item.hidden = !fits;
      if (fits) found += 1;
    });
    groups.forEach(function (group) {
      group.hidden = !group.querySelector("[data-entry]:not([hidden])");
    });
    count.textContent = asked.length ? found + (found === 1 ? " page" : " pages") + " found" : "";
  }

  form.hidden = false;
  if (hint) hint.hidden = true;
  form.addEventListener("submit", function (event) { event.preventDefault(); narrow(); });
  box.addEventListener("input", narrow);
  if (location.hash.indexOf("#find=") === 0) {
    try { box.value = decodeURIComponent(location.hash.slice(6)); } catch (broken) { box.value = ""; }
  }
  narrow();
})();
