/* A second click while the first is on its way does nothing. The button stays in the form's data, so it is not disabled;
   it comes back with the back button.

<form method="post"><button class="btn btn-main">Register</button></form>

A form that may be sent many times (a search, a download) is a GET, or says data-many.
*/

const sent = new WeakSet();

function mark(form, isSent) {
  for (const button of form.querySelectorAll("button:not([type=button]), input[type=submit]")) {
    if (isSent) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }
  if (isSent) {
    sent.add(form);
    form.setAttribute("aria-busy", "true");
  } else {
    sent.delete(form);
    form.removeAttribute("aria-busy");
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-many")) return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  mark(form, true);
});

window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.forms) mark(form, false);
});
