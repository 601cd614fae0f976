// node .ci/sum.mjs FAILED_STEPS REPORT...: adds up the runners' JSON reports and prints `N passed, N failed`.
// A failed step, and a test file that did not load, counts as one failure more. Exit 1 if anything failed or nothing ran.
import { existsSync, readFileSync } from 'node:fs';

const [steps, ...files] = process.argv.slice(2);
const reports = files.filter((file) => existsSync(file)).map((file) => JSON.parse(readFileSync(file, 'utf8')));
const passed = reports.reduce((sum, report) => sum + report.numPassedTests, 0);
const failedTests = reports.reduce((sum, report) => sum + report.numFailedTests, 0);
// A runner's step fails with its tests: those are counted already.
const counted = reports.filter((report) => report.numFailedTests > 0).length;
const failed = failedTests + Math.max(0, Number(steps) - counted);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
