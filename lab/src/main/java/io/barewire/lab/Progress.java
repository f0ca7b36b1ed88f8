package io.barewire.lab;

import java.io.PrintStream;
import java.util.function.Supplier;

/// A line that says what goes on: rewritten in place on a terminal, printed now and then otherwise.
public final class Progress {
    private static final long TERMINAL_NANOS = 200_000_000;
    private static final long LINES_NANOS = 2_000_000_000L;

    private final PrintStream out;
    private final boolean terminal;
    private String who = "";
    private Supplier<String> what = () -> "";
    private long since = System.nanoTime();
    private long next;
    private boolean shown;

    public Progress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /// Begins a run.
    public void begin(String run) {
        who = run;
        since = System.nanoTime();
        next = since + (terminal ? 0 : LINES_NANOS);
        what = () -> "";
    }

    public void say(String words) {
        say(() -> words);
    }

    /// @param words asked whenever something is shown
    public void say(Supplier<String> words) {
        what = words;
        tick();
    }

    /// Shows something when it is time to.
    public void tick() {
        long now = System.nanoTime();
        if (now < next) {
            return;
        }
        next = now + (terminal ? TERMINAL_NANOS : LINES_NANOS);
        String line = "%s  %.1f s  %s".formatted(who, (now - since) / 1e9, what.get());
        if (terminal) {
            out.print("\r\033[K" + line);
            out.flush();
            shown = true;
        } else {
            out.println(line);
        }
    }

    /// Prints a line that stays.
    public void done(String line) {
        if (shown) {
            out.print("\r\033[K");
            shown = false;
        }
        out.println(line);
    }
}
