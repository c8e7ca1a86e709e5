/* Nothing typed is lost by a click elsewhere: the browser asks before a changed form is left.

<form method="post" data-guard>…</form>

A form that comes back with errors says data-guard="changed": it was never saved.
*/

const changed = new Set();

function watch(form) {
  if (form.dataset.guard === "changed") changed.add(form);
}

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.hasAttribute("data-guard")) changed.add(form);
});

document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented) changed.delete(event.target);
});

document.addEventListener("reset", (event) => changed.delete(event.target));

window.addEventListener("beforeunload", (event) => {
  if ([...changed].some((form) => form.isConnected)) event.preventDefault();
});

document.querySelectorAll("form[data-guard]").forEach(watch);
