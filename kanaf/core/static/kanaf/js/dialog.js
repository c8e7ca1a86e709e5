/* A link to a page that asks opens the same question here, in a <dialog>. Without JavaScript the link is followed.

<a class="btn btn-danger" href="/work/cases/7R4-M2K/close/" data-opens="close-case">Close the case</a>
<dialog id="close-case" aria-labelledby="close-case-title">
  <h2 id="close-case-title">Close the case?</h2>
  <form method="post" action="/work/cases/7R4-M2K/close/">…<button class="btn btn-danger">Ask for closure</button></form>
  <form method="dialog"><button class="btn">Keep it open</button></form>
</dialog>
*/

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  const dialog = opener && document.getElementById(opener.dataset.opens);
  if (dialog?.showModal) {
    event.preventDefault();
    dialog.showModal();
    return;
  }
  // A click on the backdrop is a click on the dialog itself, outside its box.
  if (event.target instanceof HTMLDialogElement && event.target.open) {
    const box = event.target.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside) event.target.close();
  }
});
