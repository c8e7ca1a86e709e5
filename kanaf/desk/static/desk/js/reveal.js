/* Of a question's boxes only those show that belong to the answer chosen. Without JavaScript, and before a choice, all show.

<fieldset>
  <div data-reveals><label><input type="radio" name="precision" value="year"> Year</label>…</div>
  <div data-when="exact month year">…</div>
</fieldset>
*/

function reveal(group) {
  const chosen = group.querySelector("input:checked");
  for (const part of group.closest("fieldset").querySelectorAll("[data-when]")) {
    part.hidden = Boolean(chosen) && !part.dataset.when.split(" ").includes(chosen.value);
  }
}

for (const group of document.querySelectorAll("[data-reveals]")) {
  reveal(group);
  group.addEventListener("change", () => reveal(group));
}
