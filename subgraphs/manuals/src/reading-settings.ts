import { wholeNumber } from '@manuel/service';
import { z } from 'zod';
import type { ReadingOptions } from './ingestion/reading-limits.ts';

/** A queued job is given up as lost after fifteen minutes; a reading must have ended before. */
const MOST_SECONDS = 800;
/** Below it, not even the readers themselves would find room. */
const LEAST_MEMORY_MB = 256;
const BYTES_PER_MB = 1024 * 1024;
/** Twenty long novels. */
const MOST_CHARACTERS = 20_000_000;

/** The settings of how files are read. */
export const readingSettings = {
  PAGE_LIMIT: wholeNumber(1).default(5_000),
  READING_SECONDS_LIMIT: wholeNumber(1)
    .max(MOST_SECONDS, `expected at most ${MOST_SECONDS} seconds`)
    .default(300),
  READING_MEMORY_MB: wholeNumber(LEAST_MEMORY_MB).default(1_024),
  OCR_COMMAND: z
    .string()
    .startsWith('/', 'expected the path of a program, such as /usr/local/bin/read-page')
    .optional(),
};

type ReadingSettings = z.output<z.ZodObject<typeof readingSettings>>;

/** How the settings want files to be read. */
export function readingOptionsOf(settings: ReadingSettings): ReadingOptions {
  return {
    pages: settings.PAGE_LIMIT,
    characters: MOST_CHARACTERS,
    seconds: settings.READING_SECONDS_LIMIT,
    memoryBytes: settings.READING_MEMORY_MB * BYTES_PER_MB,
    ocrCommand: settings.OCR_COMMAND?.trim().split(/\s+/) ?? [],
  };
}
