// The field of a search offers what may be meant while somebody types: an editable combobox with list autocomplete
// (WAI-ARIA Authoring Practices). Without this script the form is sent as it is.
(() => {
  "use strict";

  const WAIT = 150; // milliseconds after the last letter
  const ASKED = ["q", "organisation", "device", "on", "revision"];

  function enhance(field) {
    if (field.getAttribute("role") === "combobox") return;
    const list = document.createElement("ul");
    const said = document.createElement("p");
    let active = -1;
    let timer = 0;
    let reading = null;

    list.id = `${field.id}-suggestions`;
    list.className = "suggestions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", field.dataset.suggestionsLabel);
    said.className = "unseen";
    said.setAttribute("role", "status");
    field.after(list, said);
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-controls": list.id,
      "aria-expanded": "false",
    })) field.setAttribute(name, value);

    const options = () => [...list.children];

    function activate(place) {
      active = place;
      options().forEach((option, at) => option.setAttribute("aria-selected", String(at === place)));
      const option = options()[place];
      if (option) {
        field.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      } else field.removeAttribute("aria-activedescendant");
    }

    function open(is) {
      list.hidden = !is;
      field.setAttribute("aria-expanded", String(is));
      activate(-1);
    }

    function close() {
      clearTimeout(timer);
      reading?.abort();
      said.textContent = "";
      open(false);
    }

    function part(kind, text) {
      const span = document.createElement("span");
      span.className = kind;
      span.textContent = text;
      return span;
    }

    function show({ suggestions, said: sentence }) {
      list.replaceChildren(
        ...suggestions.map((one, at) => {
          const option = document.createElement("li");
          option.id = `${list.id}-${at}`;
          option.dataset.url = one.url;
          option.setAttribute("role", "option");
          option.append(part("line-name", one.name), " ", part(`badge ${one.outcome}`, one.word), " ", part("line-sub", one.publisher));
          return option;
        }),
      );
      open(suggestions.length > 0);
      said.textContent = sentence;
    }

    async function ask() {
      reading?.abort();
      if (field.value.trim().length < 2) return close();
      reading = new AbortController();
      const given = new FormData(field.form);
      const asked = ASKED.filter((name) => given.get(name)).map((name) => [name, given.get(name)]);
      try {
        const response = await fetch(`${field.dataset.suggestions}?${new URLSearchParams(asked)}`, { signal: reading.signal });
        if (!response.ok) return close();
        const answer = await response.json();
        if (document.activeElement === field) show(answer);
      } catch (problem) {
        if (problem.name !== "AbortError") close(); // the form can still be sent
      }
    }

    function go(option) {
      location.assign(option.dataset.url);
    }

    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    });
    field.addEventListener("keydown", (event) => {
      if (event.isComposing || event.ctrlKey || event.metaKey) return;
      const last = list.children.length - 1;
      const { key } = event;
      if (key === "ArrowDown" || key === "ArrowUp") {
        if (last < 0) return;
        event.preventDefault();
        if (list.hidden) open(true);
        if (event.altKey) return;
        // Past either end stands the field itself.
        if (key === "ArrowDown") activate(active >= last ? -1 : active + 1);
        else activate(active < 0 ? last : active - 1);
      } else if (key === "Enter") {
        if (list.hidden || active < 0) return close();
        event.preventDefault();
        go(options()[active]);
      } else if (key === "Escape" && !list.hidden) {
        event.preventDefault(); // else the browser empties the field
        close();
      } else if (["Home", "End", "ArrowLeft", "ArrowRight"].includes(key)) activate(-1);
    });
    field.addEventListener("blur", close);
    list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
    list.addEventListener("click", ({ target }) => {
      const option = target.closest("[role=option]");
      if (option) go(option);
    });
  }

  document.querySelectorAll("[data-suggestions]").forEach(enhance);
  // A part of the page may have been shown anew.
  document.addEventListener("focusin", ({ target }) => target.matches("[data-suggestions]") && enhance(target));
})();
