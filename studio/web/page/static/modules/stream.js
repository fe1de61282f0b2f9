// What happens to films, as it happens, to whoever of this tab listens.

const listeners = new Map();

function heard({ kind, data }) {
  const event = data ? JSON.parse(data) : {};
  for (const listener of listeners.get(kind) ?? []) listener(event);
}

/** Listen to events of a kind: `film`, `shot`, `work`, `comment`, `reset`, and `open` and `lost` of the connection itself. */
export function on(kind, listener) {
  if (!listeners.has(kind)) listeners.set(kind, new Set());
  listeners.get(kind).add(listener);
}

function alone() {
  const source = new EventSource("/api/v1/events");
  source.onopen = () => heard({ kind: "open" });
  source.onerror = () => {
    heard({ kind: "lost" });
    if (source.readyState === EventSource.CLOSED) setTimeout(alone, 2000);
  };
  for (const kind of ["film", "shot", "work", "comment", "reset"]) {
    source.addEventListener(kind, (event) => heard({ kind, data: event.data }));
  }
}

export function listen() {
  if (!("SharedWorker" in window)) {
    alone();
    return;
  }
  const worker = new SharedWorker(document.body.dataset.stream, { name: "longtake" });
  worker.port.onmessage = ({ data }) => heard(data);
  worker.onerror = alone;
  addEventListener("pagehide", () => worker.port.postMessage("bye"));
  addEventListener("pageshow", ({ persisted }) => { if (persisted) location.reload(); });
}
