package io.barewire.bfd;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// All sessions: finds the one a packet belongs to, and those whose time has come. Knows no clock and no socket, so
/// a simulation runs what the engine runs.
///
/// A session has a number, which is also the lower part of its discriminator; the upper part is random (RFC 5880
/// §10), so that packets for a session that had the number before do not fit. Packets without our discriminator are
/// found by address in a hash table with chains through an array.
final class SessionSet {
    /// As many sessions as numbers fit into a discriminator beside 20 random bits.
    static final int MOST = 4096;

    private static final int NONE = -1;
    private static final int BUCKETS = 1024;

    /// Where packets and news go. Called while the set is at work: must not call back.
    interface Output {
        /// Sends the control packet; the segment is used again for the next.
        ///
        /// @return false when it could not be sent
        boolean sendControl(int session, MemorySegment packet);

        /// @return false when it could not be sent
        boolean sendEcho(int session);

        void changed(int session, BfdState before, BfdState after);

        /// A session that was removed has told its peer long enough.
        void gone(int session);
    }

    /// What a session is found by, and its book.
    private static final class Entry {
        final Session session;
        final Counters counters = new Counters();
        final boolean ipv6;
        final long peerHigh;
        final long peerLow;
        final boolean anyLocal;
        final long localHigh;
        final long localLow;
        final int vrf;
        int interfaceIndex;
        // Where its last packet was sent to: our address as the peer knows it.
        long seenHigh;
        long seenLow;
        boolean removed;
        long removeAt = Session.NEVER;

        Entry(Session session, BfdPath path, int interfaceIndex, int vrf) {
            this.session = session;
            this.ipv6 = path.peer().family() == AddressFamily.IPV6;
            this.peerHigh = path.peer().high();
            this.peerLow = path.peer().low();
            IpAddress local = path.local().orElse(path.peer());
            this.anyLocal = path.local().isEmpty();
            this.localHigh = local.high();
            this.localLow = local.low();
            this.interfaceIndex = interfaceIndex;
            this.vrf = vrf;
        }

        boolean isOn(Arrival arrival) {
            return arrival.multihop == session.multihop()
                    && arrival.vrf == vrf
                    && arrival.ipv6 == ipv6
                    && arrival.peerHigh == peerHigh
                    && arrival.peerLow == peerLow
                    && (anyLocal || (arrival.localHigh == localHigh && arrival.localLow == localLow))
                    && (interfaceIndex == 0 || arrival.interfaceIndex == interfaceIndex);
        }

        int bucket() {
            return SessionSet.bucket(peerHigh, peerLow);
        }
    }

    private final Output output;
    private final MemorySegment packet;
    private final Deadlines deadlines = new Deadlines();
    // A place to count in for each.
    private final Map<Verdict, long[]> dropped = new EnumMap<>(Verdict.class);
    private final int[] buckets = new int[BUCKETS];
    private @Nullable Entry[] entries = new Entry[16];
    private int[] chain = new int[16];
    private int highest;

    /// @param packet room for a control packet, handed to `output` for each
    SessionSet(Output output, MemorySegment packet) {
        this.output = output;
        this.packet = packet;
        Arrays.fill(buckets, NONE);
        for (Verdict verdict : Verdict.values()) {
            dropped.put(verdict, new long[1]);
        }
    }

    // Configuration

    /// @param interfaceIndex the only interface to listen to; 0 for any
    /// @param vrf number of the VRF whose socket its packets come by
    /// @param randomBits for the discriminator and for jitter
    /// @return the session's number, or -1 when there are [#MOST] already
    int add(
            BfdPath path,
            BfdProfile profile,
            int interfaceIndex,
            int vrf,
            boolean returnsEchoes,
            long randomBits,
            long now) {
        int number = free();
        if (number == MOST) {
            return NONE;
        }
        int discriminator = ((int) randomBits & -MOST) | number;
        if (discriminator == 0) {
            discriminator = MOST;
        }
        Session session =
                new Session(discriminator, profile, path.multihop(), returnsEchoes, (int) (randomBits >>> 32), now);
        if (number >= entries.length) {
            entries = Arrays.copyOf(entries, Math.min(MOST, 2 * entries.length));
            chain = Arrays.copyOf(chain, entries.length);
        }
        Entry entry = new Entry(session, path, interfaceIndex, vrf);
        entries[number] = entry;
        highest = Math.max(highest, number + 1);
        chain[number] = buckets[entry.bucket()];
        buckets[entry.bucket()] = number;
        deadlines.set(number, session.nextDeadline());
        return number;
    }

    void configure(int number, BfdProfile profile, long now) {
        Entry entry = entry(number);
        if (entry != null) {
            entry.session.configure(profile, now);
            deadlines.set(number, entry.session.nextDeadline());
        }
    }

    /// Takes the session down and tells the peer so for its detection time (§6.8.16); then [Output#gone].
    void remove(int number, long now) {
        Entry entry = entry(number);
        if (entry != null && !entry.removed) {
            boolean known = entry.session.remoteDiscriminator() != 0;
            BfdState before = entry.session.state();
            entry.removed = true;
            entry.removeAt = known ? now + 1000 * entry.session.remoteDetectionMicros() : now;
            entry.session.disable(now);
            count(entry, before);
            deadlines.set(number, Math.min(entry.removeAt, entry.session.nextDeadline()));
        }
    }

    /// The interface has another index since it was made anew.
    void interfaceIndex(int number, int index) {
        Entry entry = entry(number);
        if (entry != null) {
            entry.interfaceIndex = index;
        }
    }

    /// Tells every peer that its session is administratively down, once, and forgets all.
    void closeAll(long now) {
        for (int number = 0; number < highest; number++) {
            Entry entry = entry(number);
            if (entry != null) {
                if (!entry.removed) {
                    entry.session.disable(now);
                }
                if (entry.session.remoteDiscriminator() != 0) {
                    send(number, entry, false, now);
                }
                forget(number, entry);
            }
        }
    }

    // Time

    long nextDeadline() {
        return deadlines.earliest();
    }

    /// Does what was due at `now`: one packet for each session however late it is, so that a stall ends without a
    /// burst. Whatever had arrived by `now` must have been handed to [#receive] before, or silence would be judged
    /// that was our own.
    void advance(long now) {
        while (deadlines.earliest() <= now) {
            int number = deadlines.first();
            Entry entry = entry(number);
            if (entry == null) {
                deadlines.remove(number);
            } else if (entry.removeAt <= now) {
                forget(number, entry);
                output.gone(number);
            } else {
                due(number, entry, now);
            }
        }
    }

    private void due(int number, Entry entry, long now) {
        Session session = entry.session;
        if (session.isJudgementDue(now)) {
            BfdState before = session.state();
            if ((session.expire(now) & Session.CHANGED) != 0) {
                count(entry, before);
                output.changed(number, before, session.state());
            }
        }
        if (session.isTransmitDue(now)) {
            send(number, entry, false, now);
        }
        if (session.isEchoDue(now)) {
            boolean sent = output.sendEcho(number);
            if (sent) {
                entry.counters.echoOut++;
            }
            session.echoSent(sent, now);
        }
        deadlines.set(number, Math.min(entry.removeAt, session.nextDeadline()));
    }

    // Packets

    /// A datagram came to a control port.
    Verdict receive(Arrival arrival, long now) {
        Verdict verdict = judge(arrival, now);
        return verdict == Verdict.TAKEN ? verdict : drop(verdict);
    }

    private Verdict judge(Arrival arrival, long now) {
        if (!arrival.multihop && arrival.ttl != 255) {
            return Verdict.TTL_TOO_LOW;
        }
        Verdict verdict = ControlPacket.check(arrival.packet, arrival.at, arrival.length);
        if (verdict != Verdict.TAKEN && verdict != Verdict.AUTHENTICATED) {
            return verdict;
        }
        int yours = ControlPacket.yourDiscriminator(arrival.packet, arrival.at);
        int number = yours == 0 ? find(arrival) : number(yours);
        Entry entry = number == NONE ? null : entries[number];
        if (entry == null) {
            return yours == 0 ? Verdict.UNKNOWN_PEER : Verdict.UNKNOWN_DISCRIMINATOR;
        }
        if (!entry.isOn(arrival)) {
            return Verdict.WRONG_PATH;
        }
        if (arrival.ttl < entry.session.minimumTtl()) {
            return Verdict.TTL_TOO_LOW;
        }
        if (verdict == Verdict.AUTHENTICATED) {
            return verdict;
        }
        entry.counters.controlIn++;
        entry.seenHigh = arrival.localHigh;
        entry.seenLow = arrival.localLow;
        BfdState before = entry.session.state();
        int answer = entry.session.receive(arrival.packet, arrival.at, now);
        if ((answer & Session.REPLY) != 0) {
            send(number, entry, true, now);
        }
        if ((answer & Session.CHANGED) != 0) {
            count(entry, before);
            output.changed(number, before, entry.session.state());
        }
        deadlines.set(number, Math.min(entry.removeAt, entry.session.nextDeadline()));
        return Verdict.TAKEN;
    }

    /// An echo packet with this discriminator has come back.
    Verdict echoReturned(int discriminator, long now) {
        int number = number(discriminator);
        Entry entry = number == NONE ? null : entries[number];
        if (entry == null || !entry.session.isEchoActive()) {
            return drop(Verdict.UNKNOWN_ECHO);
        }
        entry.counters.echoIn++;
        entry.session.echoReturned(now);
        deadlines.set(number, Math.min(entry.removeAt, entry.session.nextDeadline()));
        return Verdict.TAKEN;
    }

    /// Counts what whoever reads the sockets has dropped itself.
    Verdict drop(Verdict verdict) {
        Objects.requireNonNull(dropped.get(verdict))[0]++;
        return verdict;
    }

    // What is

    @Nullable
    Session session(int number) {
        Entry entry = entry(number);
        return entry == null ? null : entry.session;
    }

    /// The upper half of our address as the peer's last packet had it; 0 before the first.
    long seenHigh(int number) {
        Entry entry = entry(number);
        return entry == null ? 0 : entry.seenHigh;
    }

    /// The lower half.
    long seenLow(int number) {
        Entry entry = entry(number);
        return entry == null ? 0 : entry.seenLow;
    }

    /// True when the sender is the other end of a session.
    boolean isPeer(Arrival arrival) {
        return find(arrival) != NONE;
    }

    @Nullable
    Counters counters(int number) {
        Entry entry = entry(number);
        return entry == null ? null : entry.counters;
    }

    long dropped(Verdict verdict) {
        return Objects.requireNonNull(dropped.get(verdict))[0];
    }

    private void send(int number, Entry entry, boolean last, long now) {
        entry.session.write(packet, 0, last, now);
        if (output.sendControl(number, packet)) {
            entry.counters.controlOut++;
        } else {
            entry.counters.sendFailures++;
        }
    }

    private static void count(Entry entry, BfdState before) {
        if (entry.session.state() == BfdState.UP) {
            entry.counters.ups++;
        } else if (before == BfdState.UP) {
            entry.counters.downs++;
        }
    }

    private void forget(int number, Entry entry) {
        deadlines.remove(number);
        entries[number] = null;
        int before = NONE;
        for (int at = buckets[entry.bucket()]; at != number; at = chain[at]) {
            before = at;
        }
        if (before == NONE) {
            buckets[entry.bucket()] = chain[number];
        } else {
            chain[before] = chain[number];
        }
    }

    private int find(Arrival arrival) {
        for (int at = buckets[bucket(arrival.peerHigh, arrival.peerLow)]; at != NONE; at = chain[at]) {
            Entry entry = entries[at];
            if (entry != null && !entry.removed && entry.isOn(arrival)) {
                return at;
            }
        }
        return NONE;
    }

    private int number(int discriminator) {
        int number = discriminator & (MOST - 1);
        Entry entry = entry(number);
        return entry != null && entry.session.localDiscriminator() == discriminator ? number : NONE;
    }

    private @Nullable Entry entry(int number) {
        return number < entries.length ? entries[number] : null;
    }

    private int free() {
        int number = 0;
        while (number < highest && entries[number] != null) {
            number++;
        }
        return number;
    }

    private static int bucket(long high, long low) {
        long mixed = (high * 31 + low) * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 54);
    }
}
