// The switch for large text works without this; here it is remembered on the device.
(() => {
  const box = document.getElementById('site-large');
  try {
    if (localStorage.suluhLarge) box.checked = true;
    box.onchange = () => { localStorage.suluhLarge = box.checked ? 1 : ''; };
  } catch (e) { /* forbidden: it holds for this page */ }
})();
