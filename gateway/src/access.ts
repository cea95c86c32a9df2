import { readFileSync } from 'node:fs';
import { AccessTokens, configuredIssuer, ownIssuer, parseIssuers, TokenKeyFile } from '@manuel/identity';
import { Issuer, parseClients } from '@manuel/issuer';
import { type Logger, messageOf, type SecretFiles, StartFailure } from '@manuel/service';

export interface AccessOptions {
  readonly secrets: SecretFiles;
  /** Where accounts are kept; undefined where there is no database, so that nobody signs in here. */
  readonly databaseUrl: string | undefined;
  /** Where clients reach this gateway: scheme, host and port. */
  readonly publicUrl: string;
  /** JSON files; undefined where there is none. */
  readonly issuersFile: string | undefined;
  readonly clientsFile: string | undefined;
  readonly log: Logger;
}

/** Who issues tokens here, and whose tokens are taken. */
export interface Access {
  readonly keys: TokenKeyFile;
  /** To be stopped by whoever opened it, or by the gateway that it is given to. */
  readonly issuer: Issuer | undefined;
  readonly verifier: AccessTokens;
}

/**
 * Opens the issuer in the box where there is a database for it, and accepts its tokens, those that somebody with the
 * installation's key makes, and those of the configured issuers.
 * @throws StartFailure that names what is wrong with a file, or when the database is away
 */
export async function openAccess(options: AccessOptions): Promise<Access> {
  const { secrets, issuersFile } = options;
  const configured =
    issuersFile === undefined ? [] : parseIssuers(read('OIDC_ISSUERS_FILE', issuersFile), issuersFile);
  const keys = new TokenKeyFile(secrets, (error) =>
    options.log.error(
      { reason: messageOf(error) },
      'the keys that sign tokens cannot be read: those before go on',
    ),
  );
  const issuer = await openIssuer(options, keys);
  const accepted = [
    ...configured.map((settings) => configuredIssuer(settings)),
    ...(issuer === undefined ? [] : [issuer.accepted]),
    ownIssuer(() => keys.current()),
  ];
  return { keys, issuer, verifier: new AccessTokens(accepted, issuer?.revocations) };
}

async function openIssuer(options: AccessOptions, keys: TokenKeyFile): Promise<Issuer | undefined> {
  const { databaseUrl, publicUrl, clientsFile, secrets, log } = options;
  if (databaseUrl === undefined) {
    log.info('without DATABASE_URL nobody signs in here: tokens come from elsewhere');
    return undefined;
  }
  const clients =
    clientsFile === undefined ? [] : parseClients(read('OIDC_CLIENTS_FILE', clientsFile), clientsFile);
  const secret = secrets.readOrCreate('issuer-secret');
  return Issuer.open({ databaseUrl, publicUrl, secret, keys, clients, log });
}

function read(setting: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new StartFailure(`${setting} names ${file}, which cannot be read (${messageOf(cause)}).`, {
      cause,
    });
  }
}
