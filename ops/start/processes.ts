/** The subgraphs, each after those that it calls. */
export const SUBGRAPHS = ['audit', 'usage', 'manuals', 'queries'] as const;

/** What runs a process, from its workspace's folder. */
export const ENTRY_POINT = 'src/main.ts';

/** The processes with their workspaces' folders, in the order in which they start. */
export const PROCESSES: ReadonlyMap<string, string> = new Map([
  ...SUBGRAPHS.map((name): [string, string] => [name, `subgraphs/${name}`]),
  ['gateway', 'gateway'],
]);
