// House style comes after the first key, or once the browser has nothing else to do: nobody waits for it.
const form = document.querySelector("#article_form[data-style-script]");

if (form) {
  const begin = () => {
    form.removeEventListener("input", begin);
    clearTimeout(later);
    import(form.dataset.styleScript).then(({ start }) => start(form), () => undefined);
  };
  const later = setTimeout(() => requestIdleCallback?.(begin, { timeout: 5_000 }) ?? begin(), 1_500);
  form.addEventListener("input", begin, { once: true });
}
