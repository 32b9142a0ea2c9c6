// Files dropped or chosen are sent at once, each with its own progress. Without script the form sends them all together.
(() => {
  "use strict";

  const form = document.querySelector("[data-upload]");
  if (!form) return;
  const zone = form.querySelector("[data-drop]");
  const input = form.querySelector("[type=file]");
  const list = form.querySelector("[data-sending]");
  const status = form.querySelector("[data-sending-status]");
  form.classList.add("is-scripted");

  const element = (name, className, text) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  };

  const show = (file) => {
    const row = element("li");
    const told = element("span", "told", "waiting");
    const bar = element("progress");
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", `Sending ${file.name}`);
    row.append(element("span", "name", file.name), told, bar);
    list.append(row);
    list.hidden = false;
    return { row, told, bar };
  };

  const answer = (request) => {
    try {
      return JSON.parse(request.responseText);
    } catch {
      return {};
    }
  };

  const send = (file, { row, told, bar }) =>
    new Promise((resolve) => {
      const data = new FormData(form);
      data.delete("files");
      data.append("files", file);
      const request = new XMLHttpRequest();
      const fail = (sentence) => {
        row.classList.add("is-wrong");
        told.textContent = sentence;
        resolve(null);
      };
      request.upload.addEventListener("progress", (event) => {
        if (!event.lengthComputable) return;
        bar.value = (event.loaded / event.total) * 100;
        told.textContent = event.loaded < event.total ? `${Math.round(bar.value)} % sent` : "being stored";
      });
      request.addEventListener("load", () => {
        const told_back = answer(request);
        if (request.status !== 201) return fail(told_back.detail || "It was not accepted. Nothing was changed.");
        const [upload] = told_back.uploads;
        const link = element("a", "", "sent: see it");
        link.href = upload.url;
        told.replaceChildren(link);
        bar.value = 100;
        resolve(upload);
      });
      request.addEventListener("error", () => fail("The connection broke. Nothing was changed; try again."));
      request.open("POST", form.action);
      request.setRequestHeader("Accept", "application/json");
      request.send(data);
    });

  let queue = Promise.resolve();
  const take = (files) => {
    const waiting = [...files].map((file) => [file, show(file)]);
    if (!waiting.length) return;
    queue = queue.then(async () => {
      const sent = [];
      for (const [file, shown] of waiting) {
        const upload = await send(file, shown);
        if (upload) sent.push(upload);
      }
      const failed = waiting.length - sent.length;
      status.textContent = `${sent.length} sent${failed ? `, ${failed} not` : ""}.`;
      if (failed) return;
      window.location.assign(sent.length === 1 ? sent[0].url : form.action);
    });
    input.value = "";
  };

  input.addEventListener("change", () => take(input.files));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    take(input.files);
  });

  const carriesFiles = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    zone.classList.add("is-over");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) zone.classList.remove("is-over");
  });
  document.addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    zone.classList.remove("is-over");
    take(event.dataTransfer.files);
  });
})();
