/** The environment of a gateway: this process's own with the gateway's settings laid over it. */
export function gatewayEnvironment(settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...process.env, ...settings };
}
