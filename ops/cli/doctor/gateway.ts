import { messageOf } from '@manuel/service';
import { z } from 'zod';
import { type Finding, failed, ok, warning } from './finding.ts';

/** Longer than the gateway itself waits for its dependencies. */
const DEADLINE_MS = 5_000;
const LARGEST_CLOCK_DIFFERENCE_SECONDS = 30;

const Ready = z.object({
  dependencies: z.record(
    z.string(),
    z.object({ ok: z.boolean(), milliseconds: z.number(), error: z.string().optional() }),
  ),
});

/** Whether the gateway answers, each of its dependencies is there, and its clock agrees with ours. */
export async function checkGateway(url: URL): Promise<Finding[]> {
  const name = 'gateway';
  try {
    const response = await fetch(new URL('/health/ready', url), { signal: AbortSignal.timeout(DEADLINE_MS) });
    const arrived = Date.now();
    const report = Ready.safeParse(await response.json().catch(() => undefined));
    if (!report.success)
      return [failed(name, `${url.origin} answers, but not as Manuel does: check --url`), clockUnknown];
    return [
      response.ok
        ? ok(name, `ready at ${url.origin}`)
        : failed(name, `not ready at ${url.origin}: what it depends on is below`),
      ...Object.entries(report.data.dependencies).map(dependencyFinding),
      checkClock(response.headers.get('date'), arrived),
    ];
  } catch (error) {
    const reason = messageOf(error instanceof Error && error.cause !== undefined ? error.cause : error);
    return [
      failed(name, `cannot be reached at ${url.origin} (${reason}): run npm start, or check --url`),
      clockUnknown,
    ];
  }
}

const clockUnknown = warning('clock', 'cannot be compared while the gateway is away');

/**
 * Whether two clocks agree well enough for tokens and upload tickets.
 * @param date the gateway's, as its Date header says
 * @param now ours, in milliseconds since 1970
 */
export function checkClock(date: string | null, now: number): Finding {
  const name = 'clock';
  const seconds = Math.round((now - Date.parse(date ?? '')) / 1000);
  if (Number.isNaN(seconds)) return warning(name, 'the gateway does not tell its time');
  if (Math.abs(seconds) <= LARGEST_CLOCK_DIFFERENCE_SECONDS) return ok(name, "agrees with the gateway's");
  const direction = seconds > 0 ? 'ahead of' : 'behind';
  return failed(name, `${Math.abs(seconds)} s ${direction} the gateway's: set both by NTP`);
}

function dependencyFinding([name, { ok: answers, milliseconds, error = 'no reason given' }]: [
  string,
  z.infer<typeof Ready>['dependencies'][string],
]): Finding {
  const title = `gateway: ${name}`;
  return answers
    ? ok(title, `answers within ${milliseconds} ms`)
    : failed(title, `${error}: the gateway needs it to be ready`);
}
