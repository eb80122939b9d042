/** Gamepads that a test plugs in and plays, in the shape that browsers give them. */
export const FAKE_PADS = `
  window.rumbles = [];
  const pads = [null, null, null, null];
  navigator.getGamepads = () => pads;
  window.plugIn = index => {
    pads[index] = {
      index,
      id: "Test pad",
      connected: true,
      mapping: "standard",
      axes: [0, 0, 0, 0],
      buttons: Array.from({ length: 17 }, () => ({ pressed: false, touched: false, value: 0 })),
      vibrationActuator: { playEffect: async (type, effect) => { rumbles.push({ type, ...effect }); return "complete"; } },
    };
    dispatchEvent(new Event("gamepadconnected"));
  };
  window.press = (index, button, value) => {
    pads[index].buttons[button] = { pressed: value > 0.5, touched: value > 0, value };
  };
  window.move = (index, axis, value) => { pads[index].axes[axis] = value; };
  window.pullOut = index => {
    pads[index] = null;
    dispatchEvent(new Event("gamepaddisconnected"));
  };`;
