/**
 * Above what it belongs to where there is room, else under it; always within the view.
 *
 * @param {HTMLElement} popover
 * @param {Element} anchor
 */
export function place(popover, anchor) {
  const at = anchor.getBoundingClientRect();
  const { width, height } = popover.getBoundingClientRect();
  const top = at.top - height - 8 > 8 ? at.top - height - 8 : Math.min(at.bottom + 8, innerHeight - height - 8);
  const left = Math.max(8, Math.min(at.right - width + 12, innerWidth - width - 8));
  popover.style.setProperty("top", `${top}px`);
  popover.style.setProperty("left", `${left}px`);
}
