import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Imported before n8n-core, which reads these when it is loaded and would write its settings to the home folder. */
process.env.N8N_USER_FOLDER ??= mkdtempSync(path.join(tmpdir(), 'contact-sync-headless-'));
process.env.N8N_DIAGNOSTICS_ENABLED = 'false';
process.env.N8N_LOG_LEVEL ??= 'silent';

/** The machine may be busy with other suites. */
jest.setTimeout(60_000);
