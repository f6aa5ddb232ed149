/** Makes ids, etags and stamps in the forms of the API. */
export interface Mint {
	/** Decimal, 63 bits (seen). */
	newId(): string;
	/** Hex (seen). */
	newGroupId(): string;
	/** 8 bytes in base64 (seen). */
	newEtag(): string;
	/** The server's time, RFC 3339 with microseconds (seen). */
	stamp(): string;
}

export function createMint(now: () => number, random: () => number): Mint {
	let micros = 0;
	const random32 = (): bigint => BigInt(Math.floor(random() * 0x1_0000_0000));
	const random64 = (): bigint => (random32() << 32n) | random32();
	return {
		newId: () => (random64() >> 1n).toString(),
		newGroupId: () => random64().toString(16),
		newEtag: () => {
			const bytes = Buffer.alloc(8);
			bytes.writeBigUInt64BE(random64());
			return bytes.toString('base64');
		},
		stamp: () => {
			micros = (micros + 1) % 1000;
			return new Date(now()).toISOString().replace('Z', `${String(micros).padStart(3, '0')}Z`);
		},
	};
}
