// One stream for all tabs of a browser: it is opened once, and every tab hears what comes.

import { follow } from "./stream_source.js";

const ports = new Set();
let begun = false;
let open = false;

function tell(message) {
  if (message.kind === "open" || message.kind === "lost") open = message.kind === "open";
  for (const port of ports) port.postMessage(message);
}

self.onconnect = ({ ports: [port] }) => {
  ports.add(port);
  port.onmessage = ({ data }) => { if (data === "bye") ports.delete(port); };
  port.start();
  if (open) port.postMessage({ kind: "open" });
  if (!begun) follow(tell);
  begun = true;
};
