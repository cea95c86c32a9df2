import { tellStory } from './story/story.ts';

// On what is in the box: its own PostgreSQL, and the cache in memory.
tellStory('one process');
