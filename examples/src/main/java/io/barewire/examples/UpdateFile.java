package io.barewire.examples;

import io.barewire.examples.mrt.MrtRecord;
import io.barewire.examples.mrt.MrtWriter;
import io.barewire.rib.PeerId;
import io.barewire.speaker.MessageListener;
import io.barewire.speaker.ReceivedMessage;
import io.barewire.speaker.SessionDetails;
import io.barewire.speaker.SpeakerEvent;
import io.barewire.speaker.SpeakerListener;
import io.barewire.wire.IpAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// What peers sent and what became of their sessions, in one MRT file after the other.
final class UpdateFile implements SpeakerListener, MessageListener, AutoCloseable {
    /// The states of RFC 4271 as MRT numbers them.
    private static final int IDLE = 1;

    private static final int OPEN_CONFIRM = 5;
    private static final int ESTABLISHED = 6;

    private final Path directory;
    private final Map<PeerId, MrtRecord.Session> sessions = new HashMap<>();
    private MrtWriter writer;

    UpdateFile(Path directory) throws IOException {
        this.directory = directory;
        this.writer = MrtFiles.open(MrtFiles.next(directory, "updates"));
    }

    /// Ends this file and begins another.
    synchronized void startAnew() throws IOException {
        MrtWriter next = MrtFiles.open(MrtFiles.next(directory, "updates"));
        writer.close();
        writer = next;
    }

    @Override
    public synchronized void on(SpeakerEvent event) {
        switch (event) {
            case SpeakerEvent.SessionUp(PeerId peer, SessionDetails details) -> {
                sessions.put(
                        peer,
                        session(details.peerAs(), details.localAs(), details.remoteAddress(), details.localAddress()));
                stateChange(peer, Instant.now(), OPEN_CONFIRM, ESTABLISHED);
            }
            case SpeakerEvent.SessionDown(PeerId peer, var end)
            when end.wasEstablished() -> {
                stateChange(peer, end.at(), ESTABLISHED, IDLE);
                sessions.remove(peer);
            }
            default -> System.out.println(event); // attempts, refusals: for whoever watches
        }
    }

    @Override
    public synchronized void received(ReceivedMessage message) {
        boolean addPath = !message.format().addPathReceive().isEmpty();
        write(new MrtRecord.Message(
                message.at(),
                session(message.peerAs(), message.localAs(), message.remoteAddress(), message.localAddress()),
                message.format().fourOctetAs(),
                addPath,
                message.octets()));
    }

    @Override
    public synchronized void lost(long count) {
        System.err.println(count + " messages came faster than they could be written and are not in the file");
    }

    @Override
    public synchronized void close() throws IOException {
        writer.close();
    }

    private void stateChange(PeerId peer, Instant at, int before, int after) {
        MrtRecord.Session session = sessions.get(peer);
        if (session != null) {
            write(new MrtRecord.StateChange(at, session, before, after));
        }
    }

    private void write(MrtRecord record) {
        try {
            writer.write(record);
            writer.flush();
        } catch (IOException failure) {
            System.err.println("cannot write: " + failure);
        }
    }

    private static MrtRecord.Session session(
            long peerAs, long localAs, InetSocketAddress peer, InetSocketAddress local) {
        return new MrtRecord.Session(
                peerAs, localAs, IpAddress.of(peer.getAddress()), IpAddress.of(local.getAddress()));
    }
}
