// A hardware scanner types: a burst of digits and Enter, wherever the focus is. Letters in between are ignored.
const GAP = 70; // ms between two keys; nobody types a number this fast
const SURE = 6; // so many fast digits in a row are a machine's,
const PATIENT = 500; // and then a hiccup of the cable is forgiven
const LEAST = 12;
const typing = (el) => el?.matches?.("input:not([type=radio],[type=checkbox]),select,textarea,[contenteditable]");

// `found(digits)` for a burst; `lone(digit)` for a digit a person pressed outside a field.
export function listen(found, lone = () => {}) {
  let digits = "", last = -GAP, field = null, before = "", timer = 0;
  const fresh = () => {
    digits = "";
    field = document.activeElement;
    before = field && "value" in field ? field.value : "";
  };
  const stop = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const quick = event.timeStamp - last <= (digits.length >= SURE ? PATIENT : GAP);
    if (event.key === "Enter") {
      if (!quick || digits.length < LEAST) return;
      stop(event);
      clearTimeout(timer);
      if (field && "value" in field) field.value = before;
      const whole = digits;
      digits = "";
      found(whole);
      return;
    }
    if (event.key.length !== 1) return;
    if (!quick) fresh();
    last = event.timeStamp;
    if (/^\d$/.test(event.key)) {
      digits += event.key;
      if (digits.length >= SURE || !typing(event.target)) stop(event);
      clearTimeout(timer);
      if (digits.length === 1 && !typing(event.target)) timer = setTimeout(lone, GAP, event.key);
    } else if (digits) stop(event);
  }, true);
}
