// The server's stream, opened again for as long as anybody listens; what it tells goes to `tell`.

const KINDS = ["film", "shot", "work", "comment", "reset"];
const AGAIN_MS = 2000;

export function follow(tell) {
  const source = new EventSource("/api/v1/events");
  source.onopen = () => tell({ kind: "open" });
  source.onerror = () => {
    tell({ kind: "lost" });
    // A browser gives up for good on some answers, such as those of a server that is just starting.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => follow(tell), AGAIN_MS);
  };
  for (const kind of KINDS) source.addEventListener(kind, ({ data }) => tell({ kind, data }));
}
