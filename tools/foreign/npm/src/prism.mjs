// Starts Prism on a specification and sends it the documented request of every
// operation: its example, with the parameters that must be there. Prism validates
// each as any other server made from the document would.
//
//   node src/prism.mjs SPECIFICATION
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { parse } from "yaml";

const file = process.argv[2];
const doc = parse(readFileSync(file, "utf8"), { maxAliasCount: -1 });
const bound = 30; // seconds of a processor; on a machine that is busy it takes longer by the clock
const patience = 180_000;

const resolve = (node) => (node?.$ref === undefined ? node : resolve(node.$ref.slice(2).split("/").reduce((at, key) => at[key], doc)));
const port = await new Promise((found) => {
  const probe = createServer().listen(0, "127.0.0.1", () => {
    const { port } = probe.address();
    probe.close(() => found(port));
  });
});

// used is the time of a processor that Prism has taken, where the system tells.
function used() {
  try {
    const [, rest] = readFileSync(`/proc/${prism.pid}/stat`, "utf8").split(") ");
    const fields = rest.split(" ");
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return undefined;
  }
}

const started = performance.now();
const prism = spawn(process.execPath, ["node_modules/@stoplight/prism-cli/dist/index.js", "mock", file, "--host", "127.0.0.1", "--port", String(port), "--errors"], { stdio: ["ignore", "pipe", "pipe"] });
let log = "";
const listening = new Promise((ready, failed) => {
  const look = (chunk) => {
    log += chunk;
    if (log.includes("Prism is listening")) ready();
  };
  prism.stdout.on("data", look);
  prism.stderr.on("data", look);
  prism.on("exit", (code) => failed(new Error(`Prism ended with ${code}: ${log}`)));
  setTimeout(() => failed(new Error(`Prism does not listen after ${patience / 1000} s`)), patience).unref();
});

function value(parameter) {
  const schema = resolve(parameter.schema) ?? {};
  const sample = parameter.example ?? schema.example ?? schema.default ?? schema.enum?.[0];
  if (sample !== undefined) return sample;
  switch (schema.type) {
    case "integer":
    case "number":
      return Math.max(1, schema.minimum ?? 1);
    case "boolean":
      return true;
    case "array":
      return value({ schema: schema.items });
    default:
      return schema.format === "date-time" ? "2026-03-01T10:00:00Z" : schema.format === "date" ? "2026-03-01" : "x".repeat(Math.max(1, schema.minLength ?? 1));
  }
}

// headers of the credentials that an operation asks for.
function credentials(operation) {
  const out = {};
  for (const alternative of operation.security ?? doc.security ?? []) {
    for (const name of Object.keys(alternative)) {
      const scheme = resolve(doc.components.securitySchemes[name]);
      if (scheme.type === "http") out.Authorization = "Bearer a-token";
      else if (scheme.in === "header") out[scheme.name] = "a-token";
    }
    break; // the first is enough
  }
  return out;
}

async function send(path, method, item, operation) {
  const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(resolve).filter((p) => p.required);
  let url = path.replace("#", "%23");
  const query = new URLSearchParams();
  for (const p of parameters) {
    if (p.in === "path") url = url.replace(`{${p.name}}`, encodeURIComponent(value(p)));
    else if (p.in === "query") query.set(p.name, value(p));
  }
  const headers = credentials(operation);
  const [mediaType, media] = Object.entries(resolve(operation.requestBody)?.content ?? {})[0] ?? [];
  let body;
  if (media !== undefined) {
    const example = media.example ?? resolve(Object.values(media.examples ?? {})[0])?.value;
    if (mediaType === "multipart/form-data") {
      body = new FormData();
      for (const [name, text] of Object.entries(example)) body.set(name, String(text));
    } else {
      headers["Content-Type"] = mediaType;
      body = mediaType === "application/json" ? JSON.stringify(example) : new URLSearchParams(example);
    }
  }
  const response = await fetch(`http://127.0.0.1:${port}${url}${query.size > 0 ? `?${query}` : ""}`, { method, headers, body });
  const text = await response.text();
  return response.status < 400 ? undefined : `${operation.operationId}: ${response.status} ${text.slice(0, 400)}`;
}

let failed = [];
try {
  await listening;
  const seconds = used() ?? (performance.now() - started) / 1000;
  if (seconds > bound) throw new Error(`Prism takes ${seconds} s to start`);
  let sent = 0;
  for (const [path, item] of Object.entries(doc.paths)) {
    for (const method of ["get", "put", "post", "delete", "patch"]) {
      if (item[method] === undefined) continue;
      sent++;
      const rejected = await send(path, method.toUpperCase(), item, item[method]);
      if (rejected !== undefined) failed.push(rejected);
    }
  }
  console.log(JSON.stringify({ seconds, sent, rejected: failed.length }));
} catch (err) {
  failed = [String(err)];
} finally {
  prism.removeAllListeners("exit");
  prism.kill();
}
if (failed.length > 0) {
  console.error(failed.join("\n"));
  process.exit(1);
}
