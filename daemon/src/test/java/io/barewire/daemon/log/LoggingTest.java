package io.barewire.daemon.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(60)
class LoggingTest {
    /// Only once in the life of a JVM is there no logger yet.
    @Test
    void itIsSetUpAlsoWhileAnotherThreadMakesTheFirstLogger() throws Exception {
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        FirstLogger.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals("INFO", said.strip());
    }

    static final class FirstLogger {
        private FirstLogger() {}

        public static void main(String[] arguments) throws InterruptedException {
            CountDownLatch begun = new CountDownLatch(1);
            Thread.ofPlatform().daemon().start(() -> {
                begun.countDown();
                var _ = LoggerFactory.getLogger(FirstLogger.class);
            });
            begun.await();
            Logging.configure(LogLevel.INFO, LogFormat.TEXT);
            System.out.println(Logging.level());
        }
    }
}
