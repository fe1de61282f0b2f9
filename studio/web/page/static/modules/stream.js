// What happens to films, as it happens, to whoever of this tab listens.

import { follow } from "./stream_source.js";

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

export function listen() {
  if (!("SharedWorker" in window)) {
    follow(heard);
    return;
  }
  const worker = new SharedWorker(document.body.dataset.stream, { name: "longtake", type: "module" });
  worker.port.onmessage = ({ data }) => heard(data);
  worker.onerror = () => follow(heard);
  addEventListener("pagehide", () => worker.port.postMessage("bye"));
  addEventListener("pageshow", ({ persisted }) => { if (persisted) location.reload(); });
}
