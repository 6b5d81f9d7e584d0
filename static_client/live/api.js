import { Refused } from "./frames.js";

/**
 * @typedef {import("./frames.js").Me} Me
 * @typedef {Record<string, string | number | undefined | null>} Query
 */

/** @param {Query} query */
function asked(query) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
}

/** @param {Response} response @returns {Promise<any>} */
async function body(response) {
  if (response.status === 204) return null;
  return response.json().catch(() => ({}));
}

/** The HTTP side of the protocol. Rejects with Refused; `unreachable` when nobody answered. */
export class Api {
  /** @param {(() => void)} onSignedOut told when a session that was there is gone */
  constructor(onSignedOut = () => {}) {
    this.onSignedOut = onSignedOut;
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [content] bytes, or what becomes JSON
   * @param {AbortSignal | null} [signal]
   * @returns {Promise<any>}
   */
  async send(method, path, content, signal = null) {
    const bytes = content instanceof Blob;
    const type = bytes ? "application/octet-stream" : "application/json";
    const response = await fetch(`/api/v1${path}`, {
      method,
      headers: content ? { "Content-Type": type } : {},
      body: bytes ? content : content && JSON.stringify(content),
      signal,
    }).catch(() => {
      throw new Refused({ code: "unreachable", message: "nobody answered", temporary: true });
    });
    const d = await body(response);
    if (response.ok) return d;
    throw new Refused(d.error ?? { code: response.status === 401 ? "unauthenticated" : "internal", message: "" });
  }

  /**
   * As `send`, and an ended session is told.
   *
   * @param {string} method
   * @param {string} path
   * @param {object} [content]
   * @param {AbortSignal | null} [signal]
   */
  async inSession(method, path, content, signal = null) {
    try {
      return await this.send(method, path, content, signal);
    } catch (refused) {
      if (refused instanceof Refused && refused.code === "unauthenticated") this.onSignedOut();
      throw refused;
    }
  }

  /** @param {string} path @param {Query} [query] */
  get(path, query = {}) {
    const search = asked(query);
    return this.inSession("GET", search ? `${path}?${search}` : path);
  }

  /** What is sent back as a file. @param {string} path @param {object} content @returns {Promise<Blob>} */
  async file(path, content) {
    const headers = { "Content-Type": "application/json" };
    const response = await fetch(`/api/v1${path}`, { method: "POST", headers, body: JSON.stringify(content) });
    if (!response.ok) throw new Refused({ code: response.status === 401 ? "unauthenticated" : "internal", message: "" });
    return response.blob();
  }

  /** @returns {Promise<{me: Me}>} */
  session() {
    return this.send("GET", "/session");
  }

  /**
   * @param {{email: string, password: string, remember: boolean}} credentials
   * @returns {Promise<{me: Me}>}
   */
  signIn(credentials) {
    return this.send("POST", "/session", credentials);
  }

  /** @param {string} email */
  forgotten(email) {
    return this.send("POST", "/password/forgotten", { email });
  }

  /** @param {string} link @returns {Promise<{email: string, name: string, language: string}>} */
  owner(link) {
    return this.send("POST", "/password/link", { link });
  }

  /** @param {string} link @param {string} password @returns {Promise<{me: Me}>} */
  choosePassword(link, password) {
    return this.send("POST", "/password", { link, password });
  }

  signOut() {
    return this.send("DELETE", "/session");
  }

  /** @param {number} office @returns {Promise<{me: Me}>} */
  switchOffice(office) {
    return this.inSession("POST", "/session/office", { office });
  }

  /** @param {Query} query @returns {Promise<import("./frames.js").ConversationPage>} */
  conversations(query) {
    return this.get("/conversations", query);
  }

  /** @param {number} id @returns {Promise<import("./frames.js").Details>} */
  conversation(id) {
    return this.get(`/conversations/${id}`);
  }

  /** @param {number} id @param {Query} query @returns {Promise<import("./frames.js").MessagePage>} */
  messages(id, query) {
    return this.get(`/conversations/${id}/messages`, query);
  }

  /** @returns {Promise<import("./frames.js").Counters>} */
  counters() {
    return this.get("/counters");
  }

  /** @param {string} q @returns {Promise<{dossiers: import("./frames.js").Dossier[]}>} */
  dossiers(q) {
    return this.get("/dossiers", { q, limit: 20 });
  }

  /** @param {string} q @returns {Promise<import("./frames.js").SearchPage>} */
  search(q) {
    return this.get("/search", { q, limit: 12 });
  }

  /**
   * @param {{name: string, size: number}} file
   * @param {{conversation?: number, dossier?: number}} target
   * @returns {Promise<import("./frames.js").Upload>}
   */
  beginUpload({ name, size }, target) {
    return this.inSession("POST", "/attachments", { name, size, ...target });
  }

  /** @param {number} id @returns {Promise<import("./frames.js").Upload>} how far it is */
  upload(id) {
    return this.get(`/attachments/${id}`);
  }

  /** @param {number} id @param {number} offset @param {Blob} piece @param {AbortSignal} signal
   * @returns {Promise<import("./frames.js").Upload>} */
  sendPiece(id, offset, piece, signal) {
    return this.inSession("PATCH", `/attachments/${id}?offset=${offset}`, piece, signal);
  }

  /** @param {number} id @returns {Promise<import("./frames.js").Attachment>} */
  completeUpload(id) {
    return this.inSession("POST", `/attachments/${id}/complete`);
  }

  /** @param {number} id */
  abortUpload(id) {
    return this.inSession("DELETE", `/attachments/${id}`);
  }

  /** @param {number} id
   * @returns {Promise<{dossier: import("./frames.js").Dossier, clients: import("./frames.js").ClientUser[]}>} */
  dossier(id) {
    return this.get(`/dossiers/${id}`);
  }
}
