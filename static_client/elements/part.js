import { html, LitElement, nothing, svg } from "lit";

const ICONS = new URL("../vendor/icons.svg", import.meta.url).pathname;

/** A piece of the page in the light DOM: it draws what it is given and tells what the user wants. */
export class Part extends LitElement {
  createRenderRoot() {
    return this;
  }

  /** @param {string} name one of app/intents.js @param {object} [detail] */
  tell(name, detail = {}) {
    this.dispatchEvent(new CustomEvent("intent", { bubbles: true, detail: { do: name, ...detail } }));
  }
}

const UNBROKEN = 500;

/** Kerning a word without an end takes a browser seconds; such a text goes without. @param {string} text */
export const unbroken = (text) =>
  text.length >= UNBROKEN && text.split(/\s/).some((word) => word.length >= UNBROKEN) ? "unbroken" : "";

/** @param {string} name of vendor/icons.svg @param {string} [size] */
export const icon = (name, size = "") =>
  html`<svg class="i ${size}" aria-hidden="true" viewBox="0 0 24 24">
    <use href=${`${ICONS}#${name}`}></use>
  </svg>`;

const BUBBLE =
  "M12 1.5c6.2 0 10.5 3.9 10.5 9.6 0 5.8-4.3 9.7-10.5 9.7-1 0-2-.1-2.9-.3-.3-.1-.6 0-.9.1l-3.6 1.7c-.6.3-1.2-.2-1.1-.8" +
  "l.4-3.1c0-.4-.1-.7-.3-1C2.2 15.6 1.5 13.5 1.5 11.1 1.5 5.4 5.8 1.5 12 1.5z";

/** @param {string} [size] */
export const mark = (size = "") =>
  html`<svg class="mark ${size}" viewBox="0 0 24 24" aria-hidden="true">
    <path class="mark-bubble" d=${BUBBLE}></path>
    <path class="mark-tick" d="m7.4 11.6 3.2 3.1 6.2-6.7"></path>
  </svg>`;

/**
 * A person is a solid circle, a dossier a soft square.
 *
 * @param {{initials: string, colour: number}} face
 * @param {string} size
 * @param {boolean} [square]
 */
export const face = ({ initials, colour }, size, square = false) =>
  html`<span class="av ${size} ${square ? `sq d${colour}` : `c${colour}`}" aria-hidden="true">${initials}</span>`;

/**
 * A face with how its owner is: the dot differs in shape, and says so in words where nothing else does.
 *
 * @param {unknown} drawn @param {{state: string, text?: string}} there
 */
export const dotted = (drawn, { state, text }) =>
  html`<span class="with-pres"
    >${drawn}<i class="pres ${state}" role=${text ? "img" : nothing} aria-label=${text ?? nothing} title=${text ?? nothing}></i
  ></span>`;

const SHAPES = {
  waiting: svg`<circle cx="12" cy="12" r="9"></circle><path d="M12 7v5l3 2"></path>`,
  sent: svg`<circle cx="12" cy="12" r="7"></circle>`,
  delivered: svg`<path d="m4.5 12.8 5 4.9 10-11"></path>`,
};

/** @param {"waiting" | "sent" | "delivered"} shape */
export const tick = (shape) =>
  html`<svg class="tick ${shape}" viewBox="0 0 24 24" aria-hidden="true">${SHAPES[shape]}</svg>`;

export const coarse = () => matchMedia("(pointer: coarse)").matches;
