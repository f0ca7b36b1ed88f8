package io.barewire.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A program that does not outlive this JVM, however that ends: a shell stands between, reads from us, and ends the
/// program by its id when there is nothing more to read.
public final class GuardedProcess implements AutoCloseable {
    /// The first argument is where the program's words go.
    private static final String GUARD = """
            exec 3<&0
            "$@" </dev/null >>"$0" 2>&1 3<&- & child=$!
            (read -r _ <&3; kill -CONT $child; kill $child; sleep 5; kill -KILL $child) >/dev/null 2>&1 & ender=$!
            echo $child
            wait $child
            kill $ender""";

    private final Process guard;
    private final long program;
    private final Path log;

    private GuardedProcess(Process guard, long program, Path log) {
        this.guard = guard;
        this.program = program;
        this.log = log;
    }

    /// @param log where its words are added
    public static GuardedProcess start(Path log, List<String> command) throws IOException {
        List<String> guarded = new ArrayList<>(List.of("sh", "-c", GUARD, log.toString()));
        guarded.addAll(command);
        Process guard = new ProcessBuilder(guarded).start();
        String line = guard.inputReader().readLine();
        if (line == null) {
            throw new IOException(command.getFirst() + " could not be started");
        }
        return new GuardedProcess(guard, Long.parseLong(line.strip()), log);
    }

    /// Its process id.
    public long pid() {
        return program;
    }

    public boolean isAlive() {
        return guard.isAlive();
    }

    /// Stops it from running, so that it keeps its connections and answers nothing.
    public void pause() throws IOException {
        signal("STOP");
    }

    public void resume() throws IOException {
        signal("CONT");
    }

    /// At once, as a machine dies that loses its power.
    public void kill() throws IOException {
        signal("KILL");
        close();
    }

    private void signal(String name) throws IOException {
        new ProcessBuilder("kill", "-" + name, Long.toString(program))
                .start()
                .onExit()
                .join();
    }

    /// The end of what it has said.
    public String lastWords() throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
    }

    @Override
    public void close() throws IOException {
        guard.getOutputStream().close();
        try {
            if (!guard.waitFor(15, TimeUnit.SECONDS)) {
                guard.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
