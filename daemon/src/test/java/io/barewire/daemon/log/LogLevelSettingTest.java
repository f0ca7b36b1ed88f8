package io.barewire.daemon.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.barewire.mesh.Origin;
import io.barewire.mesh.Problem;
import io.barewire.mesh.objects.FrrK8sConfiguration;
import io.barewire.mesh.objects.ObjectKey;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class LogLevelSettingTest {
    private final LogLevel before = Logging.level();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(LogLevelSetting.class);
    private LogLevelSetting setting;

    @BeforeEach
    void begin() {
        Logging.level(LogLevel.INFO);
        setting = new LogLevelSetting(LogLevel.INFO);
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void end() {
        logger.detachAppender(log);
        Logging.level(before);
    }

    private static Optional<FrrK8sConfiguration> settings(FrrK8sConfiguration.LogLevel level) {
        return Optional.of(new FrrK8sConfiguration(new ObjectKey("ns", "config"), Origin.NONE, Optional.of(level)));
    }

    private List<String> lines() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @ParameterizedTest
    @CsvSource({"ALL, TRACE", "DEBUG, DEBUG", "INFO, INFO", "WARN, WARN", "ERROR, ERROR", "NONE, ERROR"})
    void wordsOfFrrK8sAreLevelsOfOurs(FrrK8sConfiguration.LogLevel word, LogLevel level) {
        Problem told = setting.follow(settings(word)).orElseThrow();
        assertEquals(level, Logging.level());
        assertTrue(!told.isError() && told.object().equals("FRRK8sConfiguration ns/config"), told::toString);
        assertEquals(Optional.empty(), setting.follow(Optional.empty()));
        assertEquals(LogLevel.INFO, Logging.level());
    }

    @Test
    void aChangeIsLoggedWhileItCanBeSeen() {
        setting.follow(settings(FrrK8sConfiguration.LogLevel.NONE));
        setting.follow(settings(FrrK8sConfiguration.LogLevel.NONE));
        setting.follow(Optional.empty());
        assertEquals(
                List.of(
                        "the log level is error from now on, as FRRK8sConfiguration ns/config says",
                        "the log level is info from now on, as the command line says"),
                lines());
    }
}
