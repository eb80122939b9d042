/** What PulseAudio's error codes mean (`pa_error_code` of pulse/def.h), as far as they come up here. */
const ERRORS: Readonly<Record<number, string>> = {
  1: "PulseAudio refuses access",
  2: "PulseAudio knows no such command",
  3: "PulseAudio takes a value for invalid",
  4: "PulseAudio has this already",
  5: "PulseAudio has no such device",
  7: "PulseAudio found a message that breaks its protocol",
  19: "PulseAudio does not support this",
};

/** An error code in words. */
export function errorNamed(code: number): string {
  return ERRORS[code] ?? `PulseAudio refuses, with code ${code}`;
}
