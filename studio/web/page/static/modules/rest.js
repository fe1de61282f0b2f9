// Everything that the page changes goes through REST, and is refused in REST's own sentences.

export class Refused extends Error {
  constructor(problem, status) {
    super(problem.detail ?? `It could not be done (${status}).`);
    this.status = status;
    this.field = problem.field ?? "";
    this.type = problem.type ?? "";
  }
}

/** What the server wants to see with every change of a browser that has logged in. */
const mark = () => (document.body.dataset.mark ? { "x-longtake-mark": document.body.dataset.mark } : {});

/** Ask REST for something; gives the object that it answers. `signal` ends it where nobody waits any more. */
export async function ask(path, method = "GET", body = undefined, headers = {}, signal = undefined) {
  const json = body === undefined || body instanceof FormData;
  let answer;
  try {
    answer = await fetch(`/api/v1${path}`, {
      method,
      headers: { accept: "application/json", ...mark(), ...(json ? {} : { "content-type": "application/json" }), ...headers },
      body: body === undefined || body instanceof FormData ? body : JSON.stringify(body),
      signal,
    });
  } catch {
    throw new Refused({ detail: "The server does not answer: nothing was changed." }, 0);
  }
  const told = answer.status === 204 ? {} : await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(told, answer.status);
  return told;
}

export const decide = (film, decision, more = {}) => ask(`/films/${encodeURIComponent(film)}/decisions`, "POST", { decision, ...more });

/** A key of our own for a call that costs: sent again, it is the same call. */
export const key = () => ({ "idempotency-key": crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}` });
