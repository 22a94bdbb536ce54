/* How a sound is heard: its clock, whether it comes, and which parts of it a host can send. The player
   and the lists use it. */
function clock(seconds) {
  const whole = Math.floor(seconds);
  const two = (n) => String(n).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/* A host that sends the whole file whatever is asked for can only be played from the start. */
function reachable({ seekable }, time) {
  /* Some browsers say nothing yet when the sound has just begun to arrive. */
  if (!seekable.length) return true;
  for (let n = 0; n < seekable.length; n += 1) {
    if (time >= seekable.start(n) - 0.5 && time <= seekable.end(n) + 0.5) return true;
  }
  return false;
}

/* Calls `soon` and then `late` while a sound that was asked for does not come. */
function makePatience(soon, late) {
  const timers = [];
  return {
    begin() {
      if (!timers.length) timers.push(setTimeout(soon, 400), setTimeout(late, 5000));
    },
    end() {
      while (timers.length) clearTimeout(timers.pop());
    },
  };
}
