import { expect, test } from 'vitest';
import { signingSecretOf } from './signing-secret.ts';

const INSTALLATION = 'an-installation-secret-of-32-bytes-or-more';

test('the signing secret of a key is always the same 256 bits', () => {
  const secret = signingSecretOf(INSTALLATION, '0aZ9bY8c');
  expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
  // Fixed: a change of how it is derived would end every client that signs.
  expect(secret).toBe('QMkg3FCDxumnfpTCZ1DKRXYqJKsRtPxXPH0B1ZnZQMc');
});

test('another key or another installation has another signing secret', () => {
  const secrets = [
    signingSecretOf(INSTALLATION, '0aZ9bY8c'),
    signingSecretOf(INSTALLATION, '0aZ9bY8d'),
    signingSecretOf(`${INSTALLATION}!`, '0aZ9bY8c'),
  ];
  expect(new Set(secrets).size).toBe(3);
});
