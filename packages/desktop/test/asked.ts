/** Script for a page that remembers in `asked` every stream that it was given of the browser's microphone or camera. */
export const REMEMBER_ASKED = `
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  window.asked = [];
  navigator.mediaDevices.getUserMedia = async wish => {
    const stream = await ask(wish);
    asked.push(stream);
    return stream;
  };`;
