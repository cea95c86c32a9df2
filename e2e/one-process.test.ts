import { tellStory } from './story.ts';

// On what is in the box: its own PostgreSQL, and the cache in memory.
tellStory('one process');
