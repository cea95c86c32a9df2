import { expect, test } from 'vitest';
import { detectLanguage } from './detect-language.ts';

const ENGLISH =
  'Press the green button for three seconds until the lamp is lit, and then open the lid of the device.';
const GERMAN =
  'Drücken Sie die grüne Taste drei Sekunden lang, bis die Lampe leuchtet, und öffnen Sie dann den Deckel.';

test.for([
  ['en', ENGLISH],
  ['de', GERMAN],
  [
    'fr',
    "Appuyez sur le bouton vert pendant trois secondes jusqu'à ce que le voyant s'allume, puis ouvrez le couvercle.",
  ],
  [
    'es',
    'Pulse el botón verde durante tres segundos hasta que se encienda la luz y, a continuación, abra la tapa.',
  ],
  ['ja', '緑色のボタンを三秒間押してください。それから蓋を開けてフィルターを水で洗ってください。'],
] as const)('%s is told by its text', ([language, text]) => {
  expect(detectLanguage([text])).toBe(language);
});

test('the language of most of the text is told, wherever another one stands', () => {
  expect(detectLanguage([GERMAN, ...Array<string>(3).fill(ENGLISH)])).toBe('en');
  expect(detectLanguage([...Array<string>(900).fill(GERMAN), ...Array<string>(600).fill(ENGLISH)])).toBe(
    'de',
  );
});

test.for([
  ['nothing', []],
  ['too little text', ['Press A.']],
  [
    'codes and options',
    ['Drill 019f2b3c-5d7e-7a9b-8c1d-2e3f4a5b6c7d E-24: F10 avrdude -p m328p -U flash:w:a.hex'],
  ],
  ['two languages in equal parts', [GERMAN, ENGLISH]],
] as const)('of %s no language is told', ([, parts]) => {
  expect(detectLanguage(parts)).toBeNull();
});
