package io.barewire.daemon.show;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// How wide the terminal is, if there is one.
public final class Terminal {
    private static final int USUAL_WIDTH = 80;

    private Terminal() {}

    /// Columns, or [TextTable#ANY_WIDTH] when standard output is not a terminal.
    @SuppressWarnings("SystemConsoleNull") // JDK 25 does return null where there is no terminal
    public static int width(Map<String, String> environment) {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            return TextTable.ANY_WIDTH;
        }
        String columns = environment.getOrDefault("COLUMNS", "");
        return columns.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(columns) : askTerminal();
    }

    /// `stty size` prints rows and columns.
    private static int askTerminal() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(stty.getInputStream().readNBytes(32), StandardCharsets.US_ASCII).strip();
            if (stty.waitFor(1, TimeUnit.SECONDS) && said.matches("[0-9]{1,4} [1-9][0-9]{0,3}")) {
                return Integer.parseInt(said.substring(said.indexOf(' ') + 1));
            }
        } catch (IOException noSuchProgram) {
            return USUAL_WIDTH;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return USUAL_WIDTH;
    }
}
