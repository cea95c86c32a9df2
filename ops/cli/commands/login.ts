import type { Command } from 'commander';
import { z } from 'zod';
import type { Context, ContextSource } from '../context.ts';
import { CliFailure } from '../failure.ts';
import { IssuerClient } from '../login/issuer-client.ts';
import { LoginFile } from '../login/login-file.ts';

const Claims = z.object({ sub: z.string(), workspace: z.string(), roles: z.array(z.string()) });

/** `manuel login` and `manuel logout` */
export function defineLogin(program: Command, contextOf: ContextSource): void {
  program
    .command('login')
    .summary('sign in with a browser, and stay signed in')
    .description(
      'Sign in: shows an address and a code to type there, in a browser on whichever machine, and waits.\nThe tokens are kept in a file for you alone; the other commands use and renew them.',
    )
    .action(() => login(contextOf()));
  program
    .command('logout')
    .summary('end the sign-in of this machine')
    .description('End the sign-in of this machine at the gateway, and forget its tokens.')
    .action(() => logout(contextOf()));
}

async function login({ config, gateway, output }: Context): Promise<void> {
  const { origin } = gateway.url;
  const issuer = new IssuerClient(gateway.url);
  const codes = await issuer.begin();
  // Beside the document: a program that reads it has nobody to type.
  output.tell(`Open ${codes.verification_uri}\nand type ${codes.user_code}`);
  const tokens = await issuer.wait(codes);
  const file = new LoginFile(config.loginFile);
  const former = file.read(origin);
  file.write(origin, tokens);
  // The former sign-in is nobody's any more; that it could not be ended keeps nobody from going on.
  if (former !== undefined) await issuer.revoke(former).catch(() => undefined);
  const { sub, workspace, roles } = claimsOf(tokens.accessToken);
  output.document({ user: sub, workspace, roles });
  output.print(`Signed in as ${sub} (${roles.join(', ')}) in the workspace ${workspace}.`);
}

async function logout({ config, gateway, output }: Context): Promise<void> {
  const { origin } = gateway.url;
  const file = new LoginFile(config.loginFile);
  const kept = file.read(origin);
  if (kept === undefined) {
    output.document({ signedOut: false });
    output.print(`You are not signed in at ${origin}.`);
    return;
  }
  await new IssuerClient(gateway.url).revoke(kept);
  file.write(origin, undefined);
  output.document({ signedOut: true });
  output.print(`Signed out of ${origin}.`);
}

/** Who a token speaks for; the gateway verifies it, this only tells. */
function claimsOf(token: string): z.output<typeof Claims> {
  const text = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
  const claims = Claims.safeParse(JSON.parse(text));
  if (claims.success) return claims.data;
  throw new CliFailure(
    1,
    'NOT_UNDERSTOOD',
    'The token of the gateway is not as expected: do both have the same version?',
  );
}
