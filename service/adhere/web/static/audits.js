/* Sends files with a bar that shows how far, asks how they would be read, and begins the audit. */
(() => {
  "use strict";
  const form = document.getElementById("audit-form");
  if (!form) return;
  const at = (id) => document.getElementById(id);
  const files = at("files"), bar = at("sent"), words = at("sending");

  const settings = () => {
    const found = { columns: {}, defaults: {} };
    for (const field of form.querySelectorAll("[data-setting]")) if (field.value) found[field.dataset.setting] = field.value;
    for (const field of form.querySelectorAll("[data-default]")) if (field.value) found.defaults[field.dataset.default] = field.value;
    for (const field of form.querySelectorAll("[data-flag]")) if (field.checked) found[field.dataset.flag] = true;
    for (const field of form.querySelectorAll("[data-column]")) {
      if (field.value && (field.value !== field.dataset.found || field.dataset.column === "text")) found.columns[field.dataset.column] = field.value;
    }
    const markets = [...form.querySelectorAll("[data-market]:checked")].map((field) => field.value);
    if (markets.length) found.jurisdictions = markets;
    return found;
  };

  let going = null;
  const send = (path, asked) => new Promise((resolve, reject) => {
    if (going) going.abort();
    const body = new FormData();
    body.append("settings", JSON.stringify(asked));
    for (const file of files.files) body.append("files", file);
    const request = going = new XMLHttpRequest();
    request.open("POST", path);
    request.setRequestHeader("HX-Request", "true");
    request.upload.addEventListener("progress", (event) => {
      bar.hidden = false;
      if (event.lengthComputable) bar.value = event.loaded / event.total;
    });
    request.addEventListener("load", () => { bar.hidden = true; resolve(request); });
    request.addEventListener("error", () => { bar.hidden = true; reject(new Error(form.dataset.failed)); });
    words.textContent = form.dataset.sending;
    request.send(body);
  });

  const look = async (columns) => {
    at("wrong").replaceChildren();
    if (!files.files.length) return at("mapping").replaceChildren();
    try {
      const answer = await send(form.dataset.look, { columns });
      at("mapping").innerHTML = answer.responseText;
    } catch (error) {
      at("wrong").textContent = error.message;
    }
    words.textContent = "";
  };
  files.addEventListener("change", () => look({}));
  // once the words are known, the other columns can be found too
  at("mapping").addEventListener("change", ({ target }) => {
    if (target.dataset.column === "text" && !target.dataset.found && target.value) look({ text: target.value });
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    at("wrong").replaceChildren();
    const button = form.querySelector("button.main");
    button.disabled = true;
    try {
      const answer = await send(form.action, settings());
      if (answer.status === 202) return location.assign(JSON.parse(answer.responseText).to);
      at("wrong").innerHTML = answer.responseText;
      at("wrong").querySelector("[role=alert]")?.scrollIntoView({ block: "nearest" });
    } catch (error) {
      at("wrong").textContent = error.message;
    }
    words.textContent = "";
    button.disabled = false;
  });
})();
