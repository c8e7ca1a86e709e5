/* A disclosure that floats closes with Escape, or with a click elsewhere. It opens without JavaScript.

<details class="menu" data-menu><summary>My account</summary><div class="menu-panel">…</div></details>
*/

const open = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("click", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of open()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
