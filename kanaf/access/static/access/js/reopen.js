/* A passkey opens what is locked: asked of the server, then of the browser, and sent with the form around it.

<form …><div data-reopen="/account/locked/" data-script="…/webauthn-json.js" hidden>
  <button type="button">Use my passkey</button></div><input type="hidden" name="credential"></form>

The part shows itself where the person has a passkey: at once on a page of its own, else when the page locks ("kanaf-closed").
A dialogue that the person closes changes nothing.
*/

async function asked(place) {
  const answer = await fetch(place.dataset.reopen, { headers: { Accept: "application/json" }, credentials: "same-origin" }).catch(() => null);
  const said = answer?.ok && !answer.redirected ? await answer.json() : {};
  return Object.keys(said.request_options ?? {}).length ? said.request_options : null;
}

async function show(place) {
  place.hidden = !(window.PublicKeyCredential && (await asked(place)));
}

function load(source) {
  return new Promise((done, failed) => {
    if (window.webauthnJSON) return done();
    const script = document.createElement("script");
    script.src = source;
    script.onload = done;
    script.onerror = failed;
    document.head.append(script);
  });
}

for (const place of document.querySelectorAll("[data-reopen]")) {
  const form = place.closest("form");
  const { credential } = form.elements;
  place.querySelector("button").addEventListener("click", async () => {
    try {
      await load(place.dataset.script);
      credential.value = JSON.stringify(await window.webauthnJSON.get(await asked(place)));
    } catch {
      return;
    }
    form.requestSubmit();
    credential.value = "";
  });
  if (form.closest("[hidden]")) document.addEventListener("kanaf-closed", () => show(place));
  else show(place);
}
