import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { GENERATED, madeAnew } from './generated';
import { page, root } from './pages';

/** Writes the parts of the documentation that are made from the code. */
for (const file of Object.keys(GENERATED)) {
	const before = page(file).text;
	const after = madeAnew(file, before);
	if (after !== before) writeFileSync(path.join(root, file), after);
	console.log(`${file}: ${after === before ? 'as it was' : 'written'}`);
}
