package io.barewire.bench;

import com.sun.management.OperatingSystemMXBean;
import io.barewire.rib.PeerId;
import io.barewire.rib.PeerPolicy;
import io.barewire.rib.Rib;
import io.barewire.rib.RibSettings;
import io.barewire.rib.SessionInfo;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.BgpMessage;
import io.barewire.wire.DecodeOutcome;
import io.barewire.wire.Framing;
import io.barewire.wire.IpAddress;
import io.barewire.wire.MessageBuffer;
import io.barewire.wire.MessageDecoder;
import io.barewire.wire.MessageFormat;
import io.barewire.wire.MessageType;
import io.barewire.wire.NextHop;
import io.barewire.wire.Update;
import io.barewire.wire.UpdateEncoder;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/// What the steps of a route's way cost a JVM that has just started, each with those before it, without sessions,
/// queues and a second thread: the least that W1 can take. A program: `StepCosts read|decode|insert|encode PREFIXES`.
/// A thread sends the table over loopback; its CPU time is left out, garbage collection and compilation are not.
public final class StepCosts {
    private enum Step {
        READ,
        DECODE,
        INSERT,
        ENCODE
    }

    private static final MessageFormat FORMAT =
            new MessageFormat(true, true, false, Set.of(AddressFamily.IPV4), Set.of(), Set.of(), false);
    private static final PeerId FROM = new PeerId("192.0.2.1");
    private static final PeerId TO = new PeerId("192.0.2.2");
    private static final int PIECE = 256 * 1024;

    private StepCosts() {}

    public static void main(String[] words) throws IOException, InterruptedException {
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE); // says nothing below INFO
        Step step = Step.valueOf(words[0].toUpperCase(Locale.ROOT));
        int prefixes = Integer.parseInt(words[1]);
        byte[] table = table(prefixes);
        CountDownLatch done = new CountDownLatch(1);
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        Channel server = new ServerBootstrap()
                .group(loop)
                .channel(EpollServerSocketChannel.class)
                .childHandler(new Taker(step, done))
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
        OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long cpu = process.getProcessCpuTime();
        long begin = System.nanoTime();
        long sender = send(table, (InetSocketAddress) server.localAddress());
        done.await();
        long wall = System.nanoTime() - begin;
        cpu = process.getProcessCpuTime() - cpu - sender;
        System.out.printf("%s: %.2f CPU s, %.2f s%n", step, cpu / 1e9, wall / 1e9);
        loop.shutdownGracefully().syncUninterruptibly();
    }

    private static byte[] table(int prefixes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        UpdateEncoder encoder = new UpdateEncoder(FORMAT);
        for (Update update : DfzLikeTable.updates(prefixes, 64_999, IpAddress.parse("192.0.2.1"), 1)) {
            encoder.encode(update).messages().forEach(out::writeBytes);
        }
        return out.toByteArray();
    }

    /// @return its CPU time, in nanoseconds
    private static long send(byte[] table, InetSocketAddress to) throws IOException, InterruptedException {
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        try (SocketChannel socket = SocketChannel.open(to)) {
            ByteBuffer octets = ByteBuffer.allocateDirect(PIECE);
            for (int at = 0; at < table.length; at += PIECE) {
                octets.clear()
                        .put(table, at, Math.min(PIECE, table.length - at))
                        .flip();
                while (octets.hasRemaining()) {
                    socket.write(octets);
                }
            }
        }
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
    }

    /// The receiving end.
    private static final class Taker extends ChannelInboundHandlerAdapter {
        private final Step step;
        private final CountDownLatch done;
        private final MessageDecoder decoder = new MessageDecoder(FORMAT);
        private final UpdateEncoder encoder = new UpdateEncoder(FORMAT);
        private final MessageBuffer out = new MessageBuffer(PIECE);
        private final Rib rib = new Rib(new RibSettings(64_512, IpAddress.parse("192.0.2.254"), 1));
        private byte[] octets = new byte[2 * PIECE];
        private int to;

        Taker(Step step, CountDownLatch done) {
            this.step = step;
            this.done = done;
            up(FROM, 64_999);
            up(TO, 64_998);
        }

        private void up(PeerId id, long as) {
            IpAddress address = IpAddress.parse(id.name());
            NextHop self = NextHop.of(IpAddress.parse("192.0.2.254"));
            rib.addPeer(id, PeerPolicy.EVERYTHING);
            rib.peerUp(
                    id,
                    new SessionInfo(as, address, address, Map.of(AddressFamily.IPV4, self), FORMAT, false, 0, true));
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf in = (ByteBuf) message;
            int more = in.readableBytes();
            in.readBytes(octets, to, more);
            in.release();
            to += more;
            if (step == Step.READ) {
                to = 0;
                return;
            }
            int at = 0;
            while (Framing.next(octets, at, to, FORMAT) instanceof Framing.Result.Frame(MessageType type, int length)) {
                byte[] frame = Arrays.copyOfRange(octets, at, at + length);
                at += length;
                if (decoder.decode(type, frame) instanceof DecodeOutcome.Accepted(Update update, List<String> _)) {
                    take(update);
                } else {
                    throw new IllegalStateException("not an UPDATE that is accepted");
                }
            }
            System.arraycopy(octets, at, octets, 0, to - at);
            to -= at;
            if (step == Step.ENCODE) {
                encodeAll();
            }
        }

        private void take(Update update) {
            if (step.compareTo(Step.INSERT) >= 0) {
                rib.receive(FROM, update);
            }
        }

        private void encodeAll() {
            for (PeerId peer : List.of(TO, FROM)) {
                for (List<BgpMessage> messages = rib.poll(peer); !messages.isEmpty(); messages = rib.poll(peer)) {
                    for (BgpMessage message : messages) {
                        if (message instanceof Update update) {
                            encoder.encode(update, out);
                        }
                    }
                    out.clear();
                }
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            done.countDown();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            cause.printStackTrace();
            context.channel().unsafe().closeForcibly();
        }
    }
}
