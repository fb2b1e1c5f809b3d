// Names as they are typed on any keyboard: jose finds José, lucja finds Łucja. What the server knows
// besides, of other scripts, is in articles/lib/searching/letters.py.
const PLAIN = { ł: "l", đ: "d", ð: "d", ħ: "h", ø: "o", ı: "i", æ: "ae", œ: "oe", þ: "th", ß: "ss" };

export const folded = (text) => text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f\u064b-\u065f]+/g, "")
  .replace(/[\u00ad\u200b-\u200f\u2060]+/g, "").replace(/[łđðħøıæœþß]/g, (letter) => PLAIN[letter]);
