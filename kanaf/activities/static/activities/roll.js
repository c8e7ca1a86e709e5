/* The count in the bar follows the cards and the boxes while one ticks; "All present" needs no reload.

<form data-roll>
  <input type="radio" name="presence-7R4-M3K" value="present" checked>
  <input name="count-uasc-female-13_14" value="2">
  <b data-roll-count>10 present + 6 without a name</b>
</form>
<button form="roll" name="do" value="everyone">All present</button>

The words stay the server's, in the page's language: only its numbers are replaced, in their order.
*/

const form = document.querySelector("form[data-roll]");
const shown = form?.querySelector("[data-roll-count]");

function unnamed() {
  let sum = 0;
  for (const box of form.querySelectorAll("input[name^=count-]")) {
    const number = Number.parseInt(box.value, 10);
    if (number > 0) sum += number;
  }
  return sum;
}

function show() {
  const numbers = [form.querySelectorAll("input[value=present]:checked").length, unnamed()];
  shown.textContent = shown.textContent.replace(/\d+/g, (written) => String(numbers.shift() ?? written));
}

if (shown) {
  form.addEventListener("input", show);
  form.addEventListener("change", show);
  document.querySelector("button[form=roll][value=everyone]")?.addEventListener("click", (event) => {
    event.preventDefault();
    for (const radio of form.querySelectorAll("input[value=present]")) radio.checked = true;
    form.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
