// Reads and verifies a pass as the centre does (thongquan/core/passes.py); held to the same vectors.
const DIGITS = 253, PAYLOAD = 41, SIGNATURE = 64, EPOCH = Date.UTC(2024, 0, 1), MINUTE = 60000;
const KINDS = { 1: "leg", 2: "contingency" };
const OUT = 0x80, WATER = 0x40, LADEN = 0x20, EMPTY = 0x10, AEO = 0x08, TRAINING = 0x04;
const LATIN = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const PAGES = {
  36: "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼挂学警港澳使领",
  37: "ກຂຄງຈສຊຍດຕຖທນບປຜຝພຟມຢຣລວຫອຮໜໝ",
  38: "កខគឃងចឆជឈញដឋឌឍណតថទធនបផពភមយរលវឝឞសហឡអ",
};
const PAD = 63, SYMBOLS = 12;

export class BadPass extends Error {
  constructor(code, detail) {
    super(`${code}: ${detail}`);
    this.code = code;
    this.detail = detail;
  }
}

// The blanks, dots and dashes people put between digits.
export const squeeze = (text) => text.replace(/[\s.\-/]/g, "").toUpperCase();

// Twelve digits whose check digit agrees (ISO 7064 MOD 11,10).
export function isMovement(text) {
  if (!/^\d{12}$/.test(text)) return false;
  let check = 5;
  for (const digit of text.slice(0, -1)) check = (((check || 10) * 2) % 11 + Number(digit)) % 10;
  return (((check || 10) * 2) % 11 + Number(text.at(-1))) % 10 === 1;
}

function bytesOf(digits) {
  let number = BigInt(digits);
  const bytes = new Uint8Array(1 + PAYLOAD + SIGNATURE);
  for (let i = bytes.length - 1; i >= 0; i--) {
    bytes[i] = Number(number & 255n);
    number >>= 8n;
  }
  if (number) throw new BadPass("BAD", "prefix");
  return bytes;
}

const whole = (bytes) => bytes.reduce((number, byte) => number * 256 + byte, 0);

// Twelve 6-bit symbols; only what packing writes is accepted: no pad inside, no sign outside its table.
function plate(bytes) {
  let number = bytes.reduce((all, byte) => (all << 8n) | BigInt(byte), 0n);
  const symbols = [];
  for (let i = 0; i < SYMBOLS; i++) {
    symbols.unshift(Number(number & 63n));
    number >>= 6n;
  }
  while (symbols.length && symbols.at(-1) === PAD) symbols.pop();
  let key = "";
  for (let i = 0; i < symbols.length; i++) {
    const table = PAGES[symbols[i]] || LATIN;
    const index = table === LATIN ? symbols[i] : symbols[++i] ?? PAD;
    if (index >= table.length) throw new BadPass("BAD", "plate");
    key += table[index];
  }
  return key;
}

function fieldsOf(payload) {
  const flags = payload[29], movement = String(whole(payload.subarray(2, 8))).padStart(12, "0");
  const fields = {
    kind: KINDS[payload[0] & 15], kid: payload[1], movement, leg: payload[8],
    plate: plate(payload.subarray(9, 18)), trailer: plate(payload.subarray(18, 27)),
    gate: whole(payload.subarray(27, 29)), direction: flags & OUT ? "out" : "in", mode: flags & WATER ? "waterway" : "road",
    laden: Boolean(flags & LADEN), emptyRun: Boolean(flags & EMPTY), aeo: Boolean(flags & AEO), training: Boolean(flags & TRAINING),
    notBefore: EPOCH + whole(payload.subarray(30, 33)) * MINUTE, lifetime: whole(payload.subarray(33, 36)), revision: payload[36],
    driver: payload.slice(37, 41),
  };
  const wrong = payload[0] >> 4 !== 1 || !fields.kind || flags & 3 || !isMovement(movement) || !fields.leg || !fields.plate
    || !fields.gate || (fields.laden && fields.emptyRun) || !fields.lifetime || !fields.revision;
  if (wrong) throw new BadPass("BAD", "fields");
  return fields;
}

// The pass in 253 digits, its signature not yet checked.
export function read(digits) {
  if (digits.length !== DIGITS || !/^\d+$/.test(digits)) throw new BadPass("BAD", "length");
  const bytes = bytesOf(digits);
  if (bytes[0] !== 1) throw new BadPass("BAD", "prefix");
  const payload = bytes.slice(1, 1 + PAYLOAD);
  return { fields: fieldsOf(payload), payload, signature: bytes.slice(1 + PAYLOAD) };
}

const hex = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));

// Published keys made ready: [{kid, public (hex), since, until (ms), training}]. Without Ed25519 in this browser: null.
export async function keyring(published) {
  try {
    const rows = await Promise.all(published.map(async (key) => [
      key.kid, { ...key, key: await crypto.subtle.importKey("raw", hex(key.public), { name: "Ed25519" }, false, ["verify"]) },
    ]));
    return new Map(rows);
  } catch {
    return null;
  }
}

// The pass, its signature checked; otherwise BadPass with BAD, KEY or SIG. A true signature proves identity, not release.
export async function verify(digits, keys, at = Date.now()) {
  const found = read(digits);
  const key = keys.get(found.fields.kid);
  if (!key || at < key.since || at >= key.until) throw new BadPass("KEY", String(found.fields.kid));
  if (!(await crypto.subtle.verify("Ed25519", key.key, found.signature, found.payload))) throw new BadPass("SIG", "signature");
  if (key.training !== found.fields.training) throw new BadPass("KEY", "realm");
  return found;
}
