/* What Gradio's HTML lacks for people who use a keyboard. Each patch says why; the measurements are for Gradio 6.31. */
(() => {
  "use strict";

  /* Gradio gives each radio button a name of its own, so arrow keys do not move between them and a screen
     reader says "1 of 1". One shared name makes them a group. Guarded: an attribute is only set when it differs,
     or the observer below would wake itself for ever. */
  const setOnce = (element, attribute, value) => {
    if (element.getAttribute(attribute) !== value) element.setAttribute(attribute, value);
  };

  const groupRadios = (name) => {
    const block = document.getElementById(name);
    if (!block) return;
    const group = block.querySelector("input[type=radio]")?.closest(".wrap");
    const title = block.querySelector("[data-testid='block-info']");
    if (!group) return;
    setOnce(group, "role", "radiogroup");
    if (title) {
      setOnce(title, "id", `${name}-label`);
      setOnce(group, "aria-labelledby", `${name}-label`);
    }
    for (const radio of block.querySelectorAll("input[type=radio]")) setOnce(radio, "name", name);
  };

  const groupAll = () => ["language", "voice"].forEach(groupRadios);
  new MutationObserver(groupAll).observe(document, { childList: true, subtree: true });

  /* Gradio's autoplay does nothing in the browser's native player, which is used because the waveform player has
     unnamed controls. A sound also goes on after its player has left the page, unless it is stopped. */
  const sound = () => document.querySelector("#speech audio");
  let spoken = "";

  const play = () => {
    const player = sound();
    if (!player) return;
    spoken = player.src;
    player.currentTime = 0;
    player.play().catch(() => {}); /* The browser may refuse to play before the first gesture: Hear it again is there. */
  };

  const stop = () => sound()?.pause();

  const playWhenNew = () => {
    let patience = 60;
    const wait = setInterval(() => {
      const fresh = sound()?.src && sound().src !== spoken;
      if (fresh) play();
      if (fresh || --patience === 0) clearInterval(wait);
    }, 50);
  };

  /* `waiting` says whether a person waits for the description of the photo that is shown. */
  window.soribom = { play, playWhenNew, stop, waiting: false };

  /* Ctrl+V is heard by Gradio only while the upload box itself has the focus. */
  const give = (input, file) => {
    const files = new DataTransfer();
    files.items.add(file);
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };

  document.addEventListener("paste", (event) => {
    const input = document.querySelector("#photo input[type=file]");
    const file = Array.from(event.clipboardData?.files ?? []).find((item) => item.type.startsWith("image/"));
    if (!input || !file) return;
    event.preventDefault();
    event.stopImmediatePropagation(); /* or Gradio would take it a second time */
    give(input, file);
  }, true);
})();
