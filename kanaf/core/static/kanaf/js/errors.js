/* The error summary is read first: it takes the focus, and its links put the cursor into the field.

<div class="error-summary" role="alert" tabindex="-1" data-error-summary>
  <ul class="plain"><li><a href="#id_born_on_year">This date is in the future.</a></li></ul>
</div>
*/

function focusSummary(root) {
  root.querySelector("[data-error-summary]")?.focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-error-summary] a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  const label = document.querySelector(`label[for="${CSS.escape(field.id)}"]`) ?? field;
  (field.closest("fieldset")?.querySelector("legend") ?? label).scrollIntoView({ block: "start" });
  field.focus({ preventScroll: true });
});

focusSummary(document);
document.addEventListener("htmx:afterSwap", (event) => focusSummary(event.target));
