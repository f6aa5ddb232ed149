/** What the checks ask of the page from inside. */
window.inPage = { focusedRow, focused, paleTexts, nameless };

function focusedRow() {
	return document.activeElement?.querySelector('[tabulator-field="name"]')?.textContent ?? undefined;
}

/** `unseen`: the element, where nothing shows that it has the focus. */
function focused() {
	const element = document.activeElement ?? document.body;
	const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
	const isMarked = (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
	return { id: element.id, unseen: isMarked || element === document.body ? '' : element.outerHTML.slice(0, 120) };
}

const numbers = (color) => (color.match(/[\d.]+/g) ?? []).map(Number);

function luminance(color) {
	const [r, g, b] = numbers(color).slice(0, 3).map((part) => (part / 255 <= 0.03928 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
	return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function backgroundOf(element) {
	for (let at = element; at; at = at.parentElement) {
		const { backgroundColor } = getComputedStyle(at);
		const [, , , alpha = 1] = numbers(backgroundColor);
		if (alpha > 0.5) return backgroundColor;
	}
	return matchMedia('(prefers-color-scheme: dark)').matches ? 'rgb(0, 0, 0)' : 'rgb(255, 255, 255)';
}

const texts = 'h1, h2, p, button, label, strong, select, input, td, th, li, summary, .count, .tabulator-col-title, .tabulator-cell';

/** Visible texts whose contrast to what is behind them is too low. */
function paleTexts(least) {
	const problems = new Set();
	for (const element of document.querySelectorAll(texts)) {
		if (!element.checkVisibility() || (element.textContent === '' && !element.value)) continue;
		const [one, other] = [luminance(getComputedStyle(element).color), luminance(backgroundOf(element))];
		const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
		if (contrast < least) problems.add(`${element.tagName.toLowerCase()} "${element.textContent.trim().slice(0, 30)}" has a contrast of ${contrast.toFixed(1)}.`);
	}
	return [...problems];
}

/** Fields and buttons of which a screen reader could not say what they are; the choices of a list do not name it. */
function nameless() {
	return [...document.querySelectorAll('input, select, textarea, button')]
		.filter((element) => element.checkVisibility())
		.filter((element) => !element.getAttribute('aria-label') && !(element.matches('button') && element.textContent.trim()) && !element.labels?.length)
		.map((element) => element.outerHTML.slice(0, 120));
}
