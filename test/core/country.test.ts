import { countryName } from '../../core/contact/country';

test.each([['CZ', 'Czechia'], ['sk', 'Slovakia'], ['GB', 'United Kingdom'], ['XX', undefined], ['CZE', undefined], ['', undefined], [undefined, undefined]])('the name of the country %j is %j', (code, name) => {
	expect(countryName(code)).toBe(name);
});
