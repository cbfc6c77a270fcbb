// Prices the same orders with the wasm module: node demo.mjs DIRECTORY ORDERS
// DIRECTORY holds price.wasm, price.json (the manifest) and price.mjs (the loader).
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [directory, ordersPath] = process.argv.slice(2);
const { instantiate } = await import(pathToFileURL(`${directory}/price.mjs`).href);
const module = readFileSync(`${directory}/price.wasm`);
const manifest = JSON.parse(readFileSync(`${directory}/price.json`, 'utf8'));
const orders = readFileSync(ordersPath, 'utf8');

const imports = { 'shop.today': () => BigInt(Math.floor(Date.now() / 86_400_000)) };
const program = await instantiate(module, manifest, { imports, grants: ['reads_clock'] });
const invoices = program.runJson(orders);

const times = [];
for (let round = 0; round < 300; ++round) {
  const start = process.hrtime.bigint();
  program.runJson(orders);
  times.push(Number(process.hrtime.bigint() - start));
}
times.sort((a, b) => a - b);
const needed = WebAssembly.Module.imports(new WebAssembly.Module(module)).map((i) => `${i.module}.${i.name}`);
console.error(`${'wasm in Node'.padEnd(16)} ${''.padStart(14)} ${(times[150] / 1000).toFixed(2).padStart(9)} us`);
console.error(`its imports: ${needed.join(', ') || 'none'}`);
console.log(invoices);
