import "./elements/app.js";
import { Announcer } from "./app/announcer.js";
import { Page } from "./app/page.js";

const [polite, urgent] = ["polite", "urgent"].map((id) => /** @type {HTMLElement} */ (document.getElementById(id)));
const app = /** @type {import("./elements/app.js").App} */ (document.querySelector("vinkje-app"));

if (polite && urgent) await new Page().start(app, new Announcer(polite, urgent));
