package io.barewire.daemon.demo;

import io.barewire.daemon.demo.StepResult.Verdict;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/// Tells the story as it happens. Nothing is silent for more than two seconds: on a terminal the last line counts the
/// seconds, elsewhere a line says what is being waited for.
final class Screen implements AutoCloseable {
    private static final Duration LIVE_TICK = Duration.ofMillis(250);
    private static final Duration PLAIN_TICK = Duration.ofSeconds(2);
    private static final String MARGIN = "       ";

    private final PrintStream out;
    private final boolean live;
    private final Thread ticker;
    private String doing = "";
    private String lastDoing = "";
    private long began = System.nanoTime();
    private boolean inStep;
    private boolean spoke;

    /// @param live whether `out` is a terminal
    Screen(PrintStream out, boolean live) {
        this.out = out;
        this.live = live;
        this.ticker = Thread.ofVirtual().name("screen").start(this::tick);
    }

    synchronized void begin(int number, int of, String title) {
        began = System.nanoTime();
        inStep = true;
        doing = "";
        lastDoing = "";
        line("%n[%d/%d] %s".formatted(number, of, title));
    }

    /// What is being done or waited for at this moment; shown only when it takes long.
    synchronized void doing(String what) {
        doing = what;
    }

    /// A line that stays.
    synchronized void tell(String text) {
        text.lines().forEach(line -> line((MARGIN + line).stripTrailing()));
    }

    /// Output of a command that the reader can repeat.
    void show(String command, String output) {
        tell("$ " + command);
        tell(output.stripTrailing());
        tell("");
    }

    synchronized void end(Verdict verdict, Duration took, String seen) {
        inStep = false;
        line(MARGIN + verdict.word() + " after " + seconds(took) + ": " + seen);
    }

    /// A line outside any step.
    synchronized void say(String text) {
        line(text);
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }

    private void line(String text) {
        out.println(live ? "\r\033[K" + text : text);
        out.flush();
        spoke = true;
    }

    private void tick() {
        try {
            while (true) {
                Thread.sleep(live ? LIVE_TICK : PLAIN_TICK);
                showLife();
            }
        } catch (InterruptedException closed) {
            // The story is over.
        }
    }

    private synchronized void showLife() {
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        if (inStep && live) {
            out.print("\r\033[K" + MARGIN + "… " + seconds(took) + "  "
                    + (doing.length() > 90 ? doing.substring(0, 90) : doing));
            out.flush();
        } else if (inStep && !spoke) {
            line(MARGIN + "… " + seconds(took) + (doing.equals(lastDoing) ? "" : "  " + doing));
            lastDoing = doing;
        }
        spoke = false;
    }

    @Override
    public void close() {
        ticker.interrupt();
    }
}
