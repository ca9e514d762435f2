// A change of organisation or device is remembered at once and, where the page answers for them, shown without
// leaving it. Without this script the forms do the same by their buttons.
(() => {
  "use strict";

  const said = document.createElement("p");
  said.className = "unseen";
  said.setAttribute("role", "status");
  document.body.append(said);

  const OF_THE_PAGE = 'link[rel="alternate"], link[rel="canonical"], meta[name="description"], meta[property], script[type="application/ld+json"]';
  const here = () => location.pathname + location.search;
  let shown = here();
  let reading = null;

  async function read(address, options) {
    reading?.abort(); // whoever changes twice waits for the second answer alone
    reading = new AbortController();
    const response = await fetch(address, { ...options, signal: reading.signal });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (!response.ok || !page.getElementById("content")) throw new Error(response.statusText);
    return { address: response.url, page };
  }

  function show(page) {
    const focused = document.activeElement?.id;
    const why = page.querySelector("details.why");
    if (why) why.open = document.querySelector("details.why")?.open ?? why.open;
    document.title = page.title;
    for (const one of document.head.querySelectorAll(OF_THE_PAGE)) one.remove();
    document.head.append(...page.head.querySelectorAll(OF_THE_PAGE));
    for (const part of [".languages", "#content"]) {
      document.querySelector(part)?.replaceWith(page.querySelector(part) ?? "");
    }
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    const answer = document.querySelectorAll(".card-word, .card-sentence");
    said.textContent = answer.length ? [...answer].map((one) => one.textContent.trim()).join(". ") : page.title;
    shown = here();
  }

  document.addEventListener("change", async ({ target }) => {
    const form = target.closest("form[data-asking]");
    if (!form || !["organisation", "device"].includes(target.name)) return;
    const button = form.querySelector('button[name="next"]');
    const { organisation, device } = form.elements;
    const address = button.getAttribute("formaction") ?? form.action;
    const options = {
      method: "POST",
      body: new URLSearchParams({ organisation: organisation.value, device: device.value, next: button.value }),
    };
    if (form.dataset.asking === "along") {
      // The form itself will carry what was chosen: whether it is remembered as well changes no answer.
      fetch(address, { ...options, redirect: "manual", keepalive: true }).catch(() => {});
      return;
    }
    try {
      const answer = await read(address, options);
      history.pushState(null, "", answer.address);
      show(answer.page);
    } catch (problem) {
      if (problem.name !== "AbortError") form.requestSubmit(button);
    }
  });

  addEventListener("popstate", async () => {
    if (here() === shown) return;
    try {
      const answer = await read(here());
      history.replaceState(null, "", answer.address); // an address that names nothing leads on to the choice
      show(answer.page);
    } catch (problem) {
      if (problem.name !== "AbortError") location.reload();
    }
  });
})();
