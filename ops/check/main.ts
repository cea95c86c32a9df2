import { describeResult, runSteps } from './step.ts';
import { steps } from './steps.ts';

const root = new URL('../../', import.meta.url);
const results = await runSteps(steps, root, (result) => console.log(describeResult(result)));
process.exitCode = results.some(({ problems }) => problems !== '') ? 1 : 0;
