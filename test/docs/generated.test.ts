import { GENERATED, madeAnew } from './generated';
import { page } from './pages';

test.each(Object.keys(GENERATED))('the parts of %s that are made from the code are up to date (npm run docs)', (file) => {
	const { text } = page(file);

	expect(text).toBe(madeAnew(file, text));
});
