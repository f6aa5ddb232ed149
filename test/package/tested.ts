/** A line of n8n that the package is tried on, and the Node on which that n8n runs. */
export interface TestedVersion {
	n8n: string;
	node: 20 | 22 | 24;
}

/**
 * The oldest supported line first: the last releases of 1 and of 2 before 2.10. Both name Node 20 as enough, yet a native part of
 * n8n 1.123 wants Node 22. From 2.36 on n8n wants Node 24. The README names the same versions.
 */
export const TESTED: readonly TestedVersion[] = [
	{ n8n: '1.123.81', node: 22 },
	{ n8n: '2.8.4', node: 22 },
	{ n8n: '2.40.7', node: 24 },
	{ n8n: '2.41.1', node: 24 },
];
