/* A passkey is asked of the browser, and its answer sent with the form.

<div data-passkey="get" data-button="ask" data-credential="id_credential" data-options="passkey-options" hidden></div>

`create` sets a new one up. A dialogue that the person closes changes nothing. webauthn-json.js (allauth) turns the bytes to text.
*/

for (const place of document.querySelectorAll("[data-passkey]")) {
  const { passkey: does, button, credential, options } = place.dataset;
  const answer = document.getElementById(credential);
  document.getElementById(button).addEventListener("click", async (event) => {
    event.preventDefault();
    const asked = JSON.parse(document.getElementById(options).textContent);
    const wanted = does === "create" ? asked.creation_options : asked.request_options;
    try {
      answer.value = JSON.stringify(await window.webauthnJSON[does](wanted));
    } catch {
      return;
    }
    answer.form.submit();
  });
}
