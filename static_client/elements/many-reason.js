import { t } from "../state/words.js";

/** Why a dossier got nothing. @param {string} reason as the server names it: `no_reader`, `unfilled:manager_name` */
export function reasonOf(reason) {
  const [kind, variable] = reason.split(":");
  return t(`bulk.reason.${kind}`, { var: variable ? `%${variable}%` : "" });
}
