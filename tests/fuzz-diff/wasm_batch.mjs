// Runs the modules that batch.json lists, and writes what came out to results.txt: for
// each run the number of bytes, a line end, the result or the error, a line end.
import { readFileSync, writeFileSync } from "node:fs";

const batch = JSON.parse(readFileSync("batch.json", "utf8"));
const results = [];

async function outcome(instantiate, bytes, manifest, { text, ...budgets }) {
  try {
    return (await instantiate(bytes, manifest, budgets)).runJson(text);
  } catch (error) {
    return String(error);
  }
}

// Each module is compiled once, not for each of its runs.
let compiled;
WebAssembly.instantiate = async (bytes, imports) => {
  if (compiled?.bytes !== bytes) compiled = { bytes, module: await WebAssembly.compile(bytes) };
  return { instance: new WebAssembly.Instance(compiled.module, imports) };
};

const { instantiate } = batch.length > 0 ? await import("./loader.mjs") : {};
for (const { name, runs } of batch) {
  const bytes = readFileSync(`${name}.wasm`);
  const manifest = JSON.parse(readFileSync(`${name}.json`, "utf8"));
  for (const run of runs) {
    const text = Buffer.from(await outcome(instantiate, bytes, manifest, run), "utf8");
    results.push(Buffer.from(`${text.length}\n`), text, Buffer.from("\n"));
  }
}
writeFileSync("results.txt", Buffer.concat(results));
