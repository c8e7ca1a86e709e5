/* A figure from the list goes where one writes: at the cursor of the text that was last in use.

<textarea data-takes-figures></textarea>
<button type="button" data-insert="{figure:children_assisted@2024}">Put into the text</button>

Without JavaScript the placeholder beside the button is copied by hand: the buttons stay hidden until this file runs.
*/

const texts = document.querySelectorAll("[data-takes-figures]");
let last = texts[0];

for (const text of texts) text.addEventListener("focus", () => (last = text));

for (const button of document.querySelectorAll("[data-insert]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    if (!last) return;
    last.setRangeText(button.dataset.insert, last.selectionStart, last.selectionEnd, "end");
    last.dispatchEvent(new Event("input", { bubbles: true }));
    last.focus();
  });
}
