package io.barewire.daemon.control;

import static io.barewire.testkit.Seeds.forSeeds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.barewire.daemon.control.ControlServer.Limits;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a client can do to the control socket, and what it gets for it.
final class ControlServerTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Limits LIMITS = new Limits(8, 1024, LONG);
    private static final Limits IMPATIENT = new Limits(8, 1024, Duration.ofMillis(50));

    private final ObjectMapper mapper = new ObjectMapper();

    @TempDir
    Path folder;

    private Path socket() {
        return folder.resolve("a.sock");
    }

    private Answer echo(Question question) {
        return new Answer.Told(mapper.createObjectNode().put("asked", question.toString()));
    }

    private ControlServer start(Limits limits) throws IOException {
        return ControlServer.bind(socket(), limits).serve(request -> echo(request.question()));
    }

    private SocketChannel connect() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(socket()));
    }

    private static void send(SocketChannel channel, String text) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (out.hasRemaining()) {
            channel.write(out);
        }
    }

    /// Everything until the server closes.
    private static String drain(SocketChannel channel) throws IOException {
        return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    }

    private Answer ask(Question question) throws IOException {
        return ControlClient.ask(socket(), Request.of(question), LONG, mapper);
    }

    private void assertServing() throws IOException {
        assertInstanceOf(Answer.Told.class, ask(new Question.Summary()));
    }

    @Test
    void aQuestionIsAnswered() throws IOException {
        try (ControlServer _ = start(LIMITS)) {
            Answer answer = ask(new Question.Neighbors(Optional.empty()));
            assertEquals(
                    "Neighbors[peer=Optional.empty]",
                    assertInstanceOf(Answer.Told.class, answer)
                            .document()
                            .path("asked")
                            .asText());
        }
    }

    @Test
    void severalQuestionsOnOneConnectionAreAnsweredInOrder() throws IOException {
        try (ControlServer _ = start(LIMITS);
                SocketChannel client = connect()) {
            send(client, "{\"version\":1,\"show\":\"summary\"}\n{\"version\":1,\"show\":\"config\"}\n");
            client.shutdownOutput();
            List<String> lines = drain(client).lines().toList();
            assertEquals(
                    List.of(
                            "{\"version\":1,\"document\":{\"asked\":\"Summary[]\"}}",
                            "{\"version\":1,\"document\":{\"asked\":\"Config[]\"}}"),
                    lines);
        }
    }

    @Test
    void onlyTheOwnerCanOpenTheSocket() throws IOException {
        try (ControlServer _ = start(LIMITS)) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())));
        }
    }

    @Test
    void garbageIsRefusedWithAReasonAndTheServerGoesOn() throws IOException {
        try (ControlServer _ = start(LIMITS)) {
            forSeeds(50, rng -> {
                byte[] garbage = rng.octets(rng.between(1, 500));
                for (int i = 0; i < garbage.length; i++) {
                    garbage[i] = garbage[i] == '\n' ? 0 : garbage[i];
                }
                try (SocketChannel client = connect()) {
                    client.write(ByteBuffer.wrap(garbage));
                    send(client, "\n");
                    client.shutdownOutput();
                    Answer answer = Answer.read(drain(client), mapper);
                    assertFalse(assertInstanceOf(Answer.Refused.class, answer)
                            .error()
                            .isEmpty());
                } catch (IOException failure) {
                    throw new AssertionError(failure);
                }
            });
            assertServing();
        }
    }

    @Test
    void halfALineIsNobodysQuestion() throws IOException {
        try (ControlServer _ = start(LIMITS);
                SocketChannel client = connect()) {
            send(client, "{\"version\":1,\"show\":\"sum");
            client.shutdownOutput();
            assertEquals("", drain(client));
            assertServing();
        }
    }

    @Test
    void aLineThatIsTooLongIsRefusedWithoutKeepingIt() throws IOException {
        try (ControlServer _ = start(LIMITS);
                SocketChannel client = connect()) {
            send(client, "x".repeat(LIMITS.questionOctets()));
            Answer.Refused refused = assertInstanceOf(Answer.Refused.class, Answer.read(drain(client), mapper));
            assertEquals("the question is longer than 1024 octets", refused.error());
            assertServing();
        }
    }

    @Test
    void aSilentClientIsSentAway() throws IOException {
        try (ControlServer _ = start(IMPATIENT);
                SocketChannel client = connect()) {
            assertEquals("", drain(client));
            // Who asks at once may be too late for it as well.
            Awaitility.await().ignoreExceptions().until(() -> ask(new Question.Summary()) instanceof Answer.Told);
        }
    }

    @Test
    void aClientThatDoesNotReadItsAnswerIsSentAwayAndHoldsUpNobody() throws IOException {
        String huge = "x".repeat(8 << 20);
        AtomicInteger asked = new AtomicInteger();
        try (ControlServer _ = ControlServer.bind(socket(), new Limits(1, 1024, Duration.ofSeconds(1)))
                        .serve(question -> {
                            asked.incrementAndGet();
                            return question.question() instanceof Question.Config
                                    ? new Answer.Told(mapper.createObjectNode().put("huge", huge))
                                    : echo(question.question());
                        });
                SocketChannel lazy = connect()) {
            send(lazy, "{\"version\":1,\"show\":\"config\"}\n");
            Awaitility.await().until(() -> asked.get() == 1);
            // There is room for one client only: the lazy one must have been sent away for this to be told.
            Awaitility.await().ignoreExceptions().until(() -> ask(new Question.Summary()) instanceof Answer.Told);
        }
    }

    @Test
    void aClientThatLeavesInTheMiddleOfItsAnswerIsForgotten() throws IOException {
        String huge = "x".repeat(8 << 20);
        try (ControlServer _ = ControlServer.bind(socket(), new Limits(1, 1024, LONG))
                .serve(request -> request.question() instanceof Question.Config
                        ? new Answer.Told(mapper.createObjectNode().put("huge", huge))
                        : echo(request.question()))) {
            try (SocketChannel client = connect()) {
                send(client, "{\"version\":1,\"show\":\"config\"}\n");
                assertTrue(client.read(ByteBuffer.allocate(1000)) > 0);
            }
            Awaitility.await().ignoreExceptions().until(() -> ask(new Question.Summary()) instanceof Answer.Told);
        }
    }

    @Test
    void aHundredClientsAtOnceAreAnsweredOrToldThatThereIsNoRoom() throws Exception {
        try (ControlServer _ = start(LIMITS);
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Answer>> tasks = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                tasks.add(() -> ask(new Question.Summary()));
            }
            int told = 0;
            for (Future<Answer> answer : clients.invokeAll(tasks)) {
                // A full backlog refuses at connect, which is a clear answer, too.
                if (answer.state() == Future.State.FAILED) {
                    assertInstanceOf(IOException.class, answer.exceptionNow());
                } else if (answer.resultNow() instanceof Answer.Refused refused) {
                    assertEquals("the agent serves 8 control clients already", refused.error());
                } else {
                    told++;
                }
            }
            assertTrue(told > 0);
            Awaitility.await().ignoreExceptions().until(() -> ask(new Question.Summary()) instanceof Answer.Told);
        }
    }

    @Test
    void theSocketOfADeadAgentIsReplaced() throws IOException {
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(socket()));
        }
        assertTrue(Files.exists(socket()), "a closed listener leaves its file, as a killed process does");
        try (ControlServer _ = start(LIMITS)) {
            assertServing();
        }
        assertFalse(Files.exists(socket()), "a clean end removes it");
    }

    @Test
    void theSocketOfALivingAgentIsNotTaken() throws IOException {
        try (ControlServer _ = start(LIMITS)) {
            IOException refused = assertThrows(IOException.class, () -> start(LIMITS));
            assertEquals("another agent has the control socket " + socket(), refused.getMessage());
            assertServing();
        }
    }

    @Test
    void aFileThatIsNoSocketIsNotReplaced() throws IOException {
        Files.writeString(socket(), "precious");
        assertThrows(IOException.class, () -> start(LIMITS));
        assertEquals("precious", Files.readString(socket()));
    }

    @Test
    void aMissingFolderIsNamedAsTheReason() {
        Path nowhere = folder.resolve("missing/a.sock");
        IOException refused = assertThrows(IOException.class, () -> ControlServer.bind(nowhere, LIMITS));
        assertEquals("its folder does not exist", refused.getMessage());
    }

    @Test
    void anAnswerThatFailsIsToldAndTheServerGoesOn() throws IOException {
        try (ControlServer _ = ControlServer.bind(socket(), LIMITS).serve(question -> {
            if (question.question() instanceof Question.Config) {
                throw new IllegalStateException("broken");
            }
            return echo(question.question());
        })) {
            Answer.Refused refused = assertInstanceOf(Answer.Refused.class, ask(new Question.Config()));
            assertEquals("the agent failed to answer: java.lang.IllegalStateException: broken", refused.error());
            assertServing();
        }
    }

    @Test
    void nobodyBehindTheSocketIsAnIoException() {
        assertThrows(IOException.class, () -> ask(new Question.Summary()));
    }

    @Test
    void anAgentThatDoesNotAnswerInTimeIsToldSo() throws IOException {
        try (ServerSocketChannel silent = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            silent.bind(UnixDomainSocketAddress.of(socket()));
            IOException late = assertThrows(
                    IOException.class,
                    () -> ControlClient.ask(
                            socket(), Request.of(new Question.Summary()), Duration.ofMillis(50), mapper));
            assertEquals("the agent did not answer within 50 ms", late.getMessage());
        }
    }
}
