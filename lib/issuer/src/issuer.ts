import type { Database } from '@manuel/database';
import type { Logger } from '@manuel/service';
import { openDatabase } from './database.ts';

export interface IssuerOptions {
  readonly databaseUrl: string;
  readonly log: Logger;
}

/** The issuer that comes with Manuel: accounts, their sign-in and what they signed in to. */
export class Issuer {
  readonly database: Database;

  private constructor(database: Database) {
    this.database = database;
  }

  /** Opens it after its schema is up to date. @throws StartFailure when the database is away or not to be changed */
  static async open({ databaseUrl, log }: IssuerOptions): Promise<Issuer> {
    const database = await openDatabase(databaseUrl);
    await database.migrate(log);
    return new Issuer(database);
  }

  /** @throws Unavailable or the driver's error when the database does not answer */
  probe(): Promise<void> {
    return this.database.probe();
  }

  async stop(): Promise<void> {
    await this.database.close();
  }
}
