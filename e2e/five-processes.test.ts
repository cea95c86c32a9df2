import { testDatabase } from '@manuel/testkit';
import { inject } from 'vitest';
import { tellStory } from './story/story.ts';

// Empty: the processes migrate it themselves.
const databaseUrl = await testDatabase('empty', async () => undefined);
tellStory('five processes', () => ({ DATABASE_URL: databaseUrl, REDIS_URL: inject('redisUrl') }));
