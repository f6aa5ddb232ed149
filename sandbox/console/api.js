/** Calls the control API; rejects with the reason that it gives. */
export async function control(method, path, body) {
	const response = await fetch(`/_control${path}`, {
		method,
		headers: body === undefined ? {} : { 'content-type': 'application/json' },
		body: body === undefined ? undefined : JSON.stringify(body),
	});
	const answer = await response.json();
	if (!response.ok) throw new Error(answer.error ?? `The sandbox answered ${response.status}.`);
	return answer;
}

/** Makes an element; attributes beginning with "on" are listeners, children are elements or texts. */
export function element(tag, attributes = {}, ...children) {
	const made = document.createElement(tag);
	for (const [name, value] of Object.entries(attributes)) {
		if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
		else if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : value);
	}
	made.append(...children);
	return made;
}

const message = document.getElementById('message');

/** Tells what was done, or why not; screen readers hear it. */
export function tell(text, kind = 'done') {
	message.textContent = text;
	message.className = kind === 'error' ? 'error' : '';
}

/** Runs something and tells its outcome. Answers whether it went well. */
export async function attempt(done, action) {
	try {
		await action();
		if (done) tell(done);
		return true;
	} catch (error) {
		tell(error.message, 'error');
		return false;
	}
}
