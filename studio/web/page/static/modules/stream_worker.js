// One stream for all tabs of a browser: it is opened once, and every tab hears what comes.

const ports = new Set();
let source = null;
let open = false;

function tell(message) {
  for (const port of ports) port.postMessage(message);
}

function connect() {
  source = new EventSource("/api/v1/events");
  source.onopen = () => { open = true; tell({ kind: "open" }); };
  source.onerror = () => {
    open = false;
    tell({ kind: "lost" });
    // A browser gives up for good on some answers, such as those of a server that is just starting.
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, 2000);
  };
  for (const kind of ["film", "shot", "work", "comment", "reset"]) {
    source.addEventListener(kind, (event) => tell({ kind, id: event.lastEventId, data: event.data }));
  }
}

self.onconnect = (event) => {
  const [port] = event.ports;
  ports.add(port);
  port.onmessage = ({ data }) => { if (data === "bye") ports.delete(port); };
  port.start();
  if (!source) connect();
  else if (open) port.postMessage({ kind: "open" });
};
