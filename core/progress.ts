/** Says what is going on at start-up: each step as it begins, and how long it takes once that is over a second. */
export function createProgress(write: (text: string) => void = (text) => process.stdout.write(text)) {
  let current = '';
  let began = 0;
  let ticking: NodeJS.Timeout | undefined;
  const isTerminal = process.stdout.isTTY === true;

  const finish = () => {
    clearInterval(ticking);
    if (!current) return;
    const seconds = (Date.now() - began) / 1000;
    write(
      isTerminal
        ? `\r${current} … ${seconds.toFixed(1)} s\n`
        : seconds > 1
          ? `  ${current}: ${seconds.toFixed(1)} s\n`
          : '',
    );
    current = '';
  };

  return {
    /** Begins a step; the one before it is over. */
    step(sentence: string) {
      finish();
      current = sentence;
      began = Date.now();
      write(isTerminal ? `${sentence} …` : `${sentence} …\n`);
      if (!isTerminal) return;
      ticking = setInterval(() => write(`\r${sentence} … ${((Date.now() - began) / 1000).toFixed(0)} s`), 1000);
      ticking.unref();
    },
    done: finish,
  };
}
