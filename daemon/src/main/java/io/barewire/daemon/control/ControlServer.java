package io.barewire.daemon.control;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.barewire.mesh.manifests.FileFault;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers questions on a unix domain socket that only its owner can open.
///
/// Everything a client can do is bounded: how many there are, how long a question is, how long the client may think,
/// and how long it may take to read the answer. Each client has a virtual thread, and an answer is finished before the
/// first octet of it is written, so a slow client costs one answer's memory for a while and holds up nobody.
public final class ControlServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);

    /// What a client may do.
    ///
    /// @param clients at one time; one more gets a line that says so
    /// @param questionOctets longest line
    /// @param patience to wait for the next question, and then again for the answer to be taken
    public record Limits(int clients, int questionOctets, Duration patience) {
        public static final Limits DEFAULT = new Limits(32, 8192, Duration.ofSeconds(10));
    }

    /// Made when the first question comes: it takes a quarter of a second that a start does not have.
    private static final class Json {
        static final ObjectMapper MAPPER = new ObjectMapper();
    }

    private final Path path;
    private final Limits limits;
    private final FileChannel lockFile;
    private final ServerSocketChannel listener;
    private final Semaphore room;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor deadlines;

    private ControlServer(Path path, Limits limits, FileChannel lockFile, ServerSocketChannel listener) {
        this.path = path;
        this.limits = limits;
        this.lockFile = lockFile;
        this.listener = listener;
        this.room = new Semaphore(limits.clients());
        this.deadlines = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("control-deadlines").factory());
        deadlines.setRemoveOnCancelPolicy(true); // a client that asks a lot must not pile up met deadlines
    }

    /// Takes `path`; who connects waits until [#serve]. A lock beside the socket tells a running agent from one that
    /// died and left its socket behind; the latter's is replaced.
    ///
    /// @throws IOException when another agent has the socket, or it cannot be made; the message is for people
    public static ControlServer bind(Path path, Limits limits) throws IOException {
        Path lock = path.resolveSibling(path.getFileName() + ".lock");
        FileChannel lockFile = openLock(lock);
        ServerSocketChannel listener = null;
        try {
            if (!lock(lockFile)) {
                throw new IOException("another agent has the control socket " + path);
            }
            refuseToReplaceWhatIsNoSocket(path);
            // Bound under another name until its mode is right: nobody can meet it with a wider one.
            Path fresh = path.resolveSibling(path.getFileName() + ".new");
            Files.deleteIfExists(fresh);
            listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            listener.bind(UnixDomainSocketAddress.of(fresh), limits.clients());
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            if (listener != null) {
                listener.close();
            }
            lockFile.close();
            throw failure;
        }
        return new ControlServer(path, limits, lockFile, listener);
    }

    /// Serves until closed.
    ///
    /// @param answers may block for a while and is called by several threads
    public ControlServer serve(Function<Request, Answer> answers) {
        Thread.ofVirtual().name("control").start(() -> accept(answers));
        return this;
    }

    private static FileChannel openLock(Path lock) throws IOException {
        try {
            return FileChannel.open(
                    lock,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (NoSuchFileException missing) {
            throw new IOException("its folder does not exist", missing);
        } catch (AccessDeniedException denied) {
            throw new IOException("its folder may not be written", denied);
        }
    }

    private static boolean lock(FileChannel file) throws IOException {
        try {
            FileLock lock = file.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException inThisProcess) {
            return false;
        }
    }

    private static void refuseToReplaceWhatIsNoSocket(Path path) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                && !Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .isOther()) {
            throw new IOException(path + " exists and is not a socket");
        }
    }

    public Path path() {
        return path;
    }

    private void accept(Function<Request, Answer> answers) {
        while (listener.isOpen()) {
            SocketChannel client;
            try {
                client = listener.accept();
            } catch (ClosedChannelException closed) {
                return;
            } catch (IOException failure) {
                // Out of file descriptors, most likely. Wait for some to be given back, and do not fill the log.
                LOG.warn("control socket {} cannot accept: {}", path, failure.getMessage());
                pause();
                continue;
            }
            if (!room.tryAcquire()) {
                refuse(client);
                continue;
            }
            open.add(client);
            Thread.ofVirtual().name("control-client").start(() -> {
                try (client) {
                    serve(client, answers);
                } catch (IOException gone) {
                    LOG.debug("control client left: {}", gone.getMessage());
                } finally {
                    open.remove(client);
                    room.release();
                }
            });
        }
    }

    /// Without a thread of its own: one line fits into the socket's buffer, or is lost.
    private void refuse(SocketChannel client) {
        try (client) {
            client.configureBlocking(false);
            client.write(line(new Answer.Refused(
                    "the agent serves " + limits.clients() + " control clients already",
                    "Close one of them and try again.")));
        } catch (IOException gone) {
            LOG.debug("refused control client left: {}", gone.getMessage());
        }
    }

    private void serve(SocketChannel client, Function<Request, Answer> answers) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(limits.questionOctets());
        while (true) {
            ScheduledFuture<?> deadline = closeLater(client);
            int end = readLine(client, in);
            deadline.cancel(false);
            if (end == END_OF_STREAM) {
                return;
            }
            if (end == TOO_LONG) {
                write(
                        client,
                        new Answer.Refused(
                                "the question is longer than " + limits.questionOctets() + " octets",
                                "Send one JSON object on one line."));
                return;
            }
            String question = new String(in.array(), 0, end, StandardCharsets.UTF_8);
            in.flip().position(end + 1);
            in.compact();
            write(client, answer(question, answers));
        }
    }

    private Answer answer(String line, Function<Request, Answer> answers) {
        try {
            return answers.apply(Request.read(line, Json.MAPPER));
        } catch (IllegalArgumentException notUnderstood) {
            return new Answer.Refused(
                    String.valueOf(notUnderstood.getMessage()), "See docs/cli.md for the questions an agent answers.");
        } catch (RuntimeException defect) {
            LOG.error("control question {} failed", line, defect);
            return new Answer.Refused(
                    "the agent failed to answer: " + defect, "This is a defect; the agent's log has the details.");
        }
    }

    private void write(SocketChannel client, Answer answer) throws IOException {
        ByteBuffer out = line(answer);
        ScheduledFuture<?> deadline = closeLater(client);
        while (out.hasRemaining()) {
            client.write(out);
        }
        deadline.cancel(false);
    }

    private ByteBuffer line(Answer answer) {
        return ByteBuffer.wrap((Answer.write(answer, Json.MAPPER) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static final int END_OF_STREAM = -1;
    private static final int TOO_LONG = -2;

    /// Reads until `in` holds a whole line; the index of its end, or why there is none. Half a line before the end of
    /// the stream is nobody's question.
    private static int readLine(SocketChannel client, ByteBuffer in) throws IOException {
        int searched = 0;
        while (true) {
            for (; searched < in.position(); searched++) {
                if (in.get(searched) == '\n') {
                    return searched;
                }
            }
            if (!in.hasRemaining()) {
                return TOO_LONG;
            }
            if (client.read(in) < 0) {
                return END_OF_STREAM;
            }
        }
    }

    private ScheduledFuture<?> closeLater(SocketChannel client) throws IOException {
        try {
            return deadlines.schedule(() -> close(client), limits.patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closing) {
            throw new ClosedChannelException();
        }
    }

    private static void close(SocketChannel client) {
        try {
            client.close();
        } catch (IOException failure) {
            LOG.debug("control client could not be closed: {}", failure.getMessage());
        }
    }

    private static void pause() {
        try {
            Thread.sleep(Duration.ofSeconds(1));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Stops serving and removes the socket. The lock's file stays: removing it would let two agents lock two files.
    @Override
    public void close() {
        try {
            listener.close();
            Files.deleteIfExists(path);
            open.forEach(ControlServer::close);
            deadlines.shutdownNow();
            lockFile.close();
        } catch (IOException failure) {
            LOG.warn("control socket {} could not be removed: {}", path, FileFault.of(path, failure));
        }
    }
}
