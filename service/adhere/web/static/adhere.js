/* What pages do by themselves: light and dark, filters, copying. Everything else works without. */
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");

  const setTheme = (theme) => {
    root.dataset.theme = theme;
    document.querySelector('meta[name="color-scheme"]').content = theme;
    document.cookie = `adhere_theme=${theme}; path=/; max-age=31536000; samesite=lax`;
  };

  const writeOut = async (text) => {
    if (navigator.clipboard && window.isSecureContext) {
      await navigator.clipboard.writeText(text);
      return;
    }
    const field = Object.assign(document.createElement("textarea"), { value: text, className: "unseen-words" });
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  };

  const copy = async (button) => {
    await writeOut(document.getElementById(button.dataset.copy).content.textContent);
    const words = button.textContent;
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = words; }, 2000);
  };

  const filter = (field) => {
    const wanted = field.value.trim().toLowerCase();
    let shown = 0;
    for (const item of document.getElementById(field.dataset.filter).querySelectorAll("[data-words]")) {
      item.hidden = !item.dataset.words.toLowerCase().includes(wanted);
      shown += item.hidden ? 0 : 1;
    }
    const count = document.querySelector(`[data-filter-count="${field.dataset.filter}"]`);
    if (count) count.textContent = wanted ? String(shown) : "";
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.name === "theme") {
      event.preventDefault();
      setTheme(button.value);
    } else if (button.dataset.copy) {
      copy(button);
    } else if ("print" in button.dataset) {
      window.print();
    }
  });
  // one key does what its button or link does, unless somebody is writing
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
    document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`)?.click();
  });
  // a filter asks nothing of the server, and Enter in it sends no form
  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, (event) => {
      if (!event.target.dataset.filter) return;
      event.stopPropagation();
      filter(event.target);
    }, true);
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.dataset.filter) event.preventDefault();
  });
  // an answer to an earlier text must not stand beside a later one
  for (const kind of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(kind, (event) => {
      const words = document.getElementById("unreachable");
      if (words) event.detail.target.replaceChildren(words.content.cloneNode(true));
    });
  }
  // a change of language sends the whole form, not a part of the page
  document.addEventListener("submit", (event) => {
    if (event.submitter && "wholePage" in event.submitter.dataset) event.stopPropagation();
  }, true);
})();
